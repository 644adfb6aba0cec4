import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { host } from "../fakes/vscode/host.ts";
import "../fakes/vscode/index.ts";
import { ownRun } from "../../src/editor/engineRun.ts";
import { HostTime } from "../../src/editor/hostTime.ts";
import { isAlive, seenBy, until, WATCHFUL, type Watched, watchEngine } from "./harness.ts";

// Processes are started and die in here, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

let watched: Watched | undefined;

beforeEach(() => host.reset());
afterEach(() => watched?.engine.dispose());

async function running(engine: Watched): Promise<number> {
  watched = engine;
  engine.engine.start();
  await until(
    "an engine that answers",
    () => engine.engine.status.state === "ready" && engine.engine.client !== undefined,
  );
  return engine.engine.pid!;
}

async function another(engine: Watched, than: number): Promise<number> {
  await until("another engine", () => engine.engine.client !== undefined && engine.engine.pid !== than);
  return engine.engine.pid!;
}

test("an engine is started once, and ends with its owner", async () => {
  const engine = watchEngine("good");
  const pid = await running(engine);
  engine.engine.start();
  expect(engine.engine.pid).toBe(pid);
  expect(engine.engine.status).toMatchObject({ state: "ready", model: "embedded" });
  engine.engine.dispose();
  await until("its end", () => !isAlive(pid));
});

test("an engine that is stopped ends by itself and does not come back", async () => {
  const engine = watchEngine("good");
  const pid = await running(engine);
  await engine.engine.stop();
  expect(isAlive(pid)).toBe(false);
  expect(engine.engine.status.state).toBe("off");
  expect(engine.lines.join("\n")).not.toMatch(/signal/);
  engine.engine.start();
  await another(engine, pid);
});

test("killed while the user types, it comes back with the text as it is then, and nothing pops up", async () => {
  const engine = watchEngine("good");
  const document = host.open("file:///a.ts", "let a = 1;\n");
  host.show(document);
  let pid = await running(engine);
  for (let death = 0; death < 4; death++) {
    process.kill(pid, "SIGKILL");
    for (let key = 0; key < 50; key++) {
      host.edit(document, 0, 0, "x");
      engine.engine.tell("turnkey/focus", { focused: true });
      await engine.engine.request("turnkey/health", {}).catch(() => {});
    }
    pid = await another(engine, pid);
    host.edit(document, 0, 0, "y");
  }
  await until("the text", async () => (await seenBy(engine.engine)).documents[0]?.text === document.getText());
  expect((await seenBy(engine.engine)).documents).toEqual([
    { uri: "file:///a.ts", version: document.version, text: document.getText() },
  ]);
  expect(host.messages).toEqual([]);
  expect(engine.givenUp).toBe(0);
});

test("frozen, it is noticed, killed and replaced", async () => {
  const engine = watchEngine("good", { timing: WATCHFUL });
  const pid = await running(engine);
  process.kill(pid, "SIGSTOP");
  const unanswered = engine.engine.request("turnkey/trace", {}).then(
    () => "answered",
    () => "refused",
  );
  await another(engine, pid);
  expect(isAlive(pid)).toBe(false);
  expect(await unanswered).toBe("refused");
  expect(engine.lines).toContain("The engine did not answer and was killed");
  expect(host.messages).toEqual([]);
});

test("an engine that does not even greet is killed and started again", async () => {
  const timing = { startMaxMs: 600, heartbeatMs: 100, silentMaxMs: 1_500, stopMaxMs: 500 };
  watched = watchEngine("mute", { timing });
  watched.engine.start();
  await until("a second try", () => (watched!.lines.join("\n").match(/was started/g) ?? []).length >= 2);
  expect(host.messages).toEqual([]);
});

test("one that dies in each greeting is given up, with its status saying so and no pop-up of the client", async () => {
  watched = watchEngine("diesAtOnce", { delaysMs: [1, 1, 1, 1] });
  watched.engine.start();
  await until("giving up", () => watched!.givenUp === 1);
  expect(watched.engine.status.state).toBe("error");
  expect(watched.engine.status.message).not.toBe("");
  const starts = watched.lines.filter((line) => line.includes("was started"));
  expect(starts.length).toBe(10);
  expect(starts.some((line) => line.includes("system runtime"))).toBe(true);
  expect(host.messages).toEqual([]);
  watched.engine.start();
  expect(watched.lines.filter((line) => line.includes("was started")).length).toBe(10);
});

test("the user's restart gives a given-up engine a clean record", async () => {
  let manner: "diesAtOnce" | "good" = "diesAtOnce";
  const { startFakeEngine } = await import("./harness.ts");
  watched = watchEngine("good", {
    start: ({ runtime }) => startFakeEngine(manner, runtime, () => {}),
    delaysMs: [1, 1, 1, 1],
  });
  watched.engine.start();
  await until("giving up", () => watched!.givenUp === 1);
  manner = "good";
  await watched.engine.restart();
  await until("an engine", () => watched!.engine.status.state === "ready");
});

test("a model that kills the engine five times is avoided, and the embedded one goes on", async () => {
  watched = watchEngine("diesOfModel", {
    modelPath: () => (watched!.badModels.length > 0 ? "" : "/models/deadly.gguf"),
  });
  watched.engine.start();
  await until("the verdict", () => watched!.badModels.length > 0);
  expect(watched.badModels).toEqual(["/models/deadly.gguf"]);
  await until("the embedded model", () => watched!.engine.status.model === "embedded");
  const deaths = watched.lines.filter((line) => line.startsWith("The engine ended"));
  expect(deaths).toEqual(Array(5).fill("The engine ended with code 134"));
  expect(host.messages).toEqual([]);
});

test("an engine that cannot be started at all is a death like any other", async () => {
  const { spawn } = await import("node:child_process");
  const spawned = () => spawn("/nonexistent/turnkey-engine", [], { stdio: ["pipe", "pipe", "pipe", "ipc"] });
  const start = () => ownRun(spawned(), new HostTime());
  watched = watchEngine("good", { start, delaysMs: [1, 1, 1, 1] });
  watched.engine.start();
  await until("giving up", () => watched!.givenUp === 1);
  expect(watched.lines.some((line) => line.includes("could not be started"))).toBe(true);
  expect(host.messages).toEqual([]);
});
