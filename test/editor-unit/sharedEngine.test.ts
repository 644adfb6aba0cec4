/** Windows that share one engine, by real processes: each is an `EngineProcess` with a client of its own. */

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { host } from "../fakes/vscode/host.ts";
import "../fakes/vscode/index.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings/settings.ts";
import { EngineSharing, type EngineSharingOptions } from "../../src/editor/engineSharing.ts";
import { HostTime } from "../../src/editor/hostTime.ts";
import { decideJoin, type Met, MOST_STARTS } from "../../src/editor/joinEngine.ts";
import type { EngineStatus } from "../../src/protocol.ts";
import { bundle } from "../server/support/client.ts";
import { FAST, isAlive, until, WATCHFUL, type Watched, watchEngine } from "./harness.ts";

vi.setConfig({ testTimeout: 120_000 });

let server: { path: string; remove: () => void };
let root = "";
let folder = "";
let open: Window[] = [];

beforeAll(async () => {
  server = await bundle(fileURLToPath(new URL("../server/support/serverEntry.ts", import.meta.url)));
  root = mkdtempSync(join(tmpdir(), "turnkey-windows-"));
});
afterAll(() => {
  server.remove();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  host.reset();
  process.env.FAKE_ENGINE = JSON.stringify({ lingerMs: 60_000, stepMs: 1 });
  folder = mkdtempSync(join(root, "w"));
  host.show(host.open("file:///a.ts", "let x = ;\n"));
});
afterEach(() => {
  const pids = open.map(({ pid }) => pid);
  for (const { watched } of open) watched.engine.dispose();
  for (const pid of pids) if (pid !== undefined && isAlive(pid)) process.kill(pid, "SIGKILL");
  open = [];
});

class Window {
  readonly watched: Watched;
  readonly sharing: EngineSharing;
  settings: Settings = DEFAULT_SETTINGS;

  constructor(changes: Partial<EngineSharingOptions> = {}, timing = FAST.timing) {
    this.sharing = new EngineSharing({
      modulePath: server.path,
      cwd: root,
      version: "1.0.0",
      folders: [folder],
      settings: () => this.settings,
      hostTime: new HostTime(),
      onLine: (line) => this.watched.lines.push(line),
      ...changes,
    });
    this.watched = watchEngine("good", {
      start: (how) => this.sharing.start(how),
      timing,
    });
    open.push(this);
    this.watched.engine.start();
  }

  get status(): EngineStatus & { readonly windows?: number } {
    return this.watched.engine.status;
  }

  get pid(): number | undefined {
    return this.watched.engine.client && this.watched.engine.pid;
  }

  async ready(otherThan?: number): Promise<number> {
    await until(
      `an engine that is ready, ${this.watched.lines.join("; ")}`,
      () => this.pid !== undefined && this.pid !== otherThan && this.status.state === "ready",
    );
    return this.pid!;
  }
}

/**
 * The engine that both come to, other than the one that is gone. Of two that take over a dead one's address in the same moment the
 * loser ends within a second, and its window follows the other.
 */
async function readyTogether(left: Window, right: Window, otherThan: number): Promise<number> {
  const pidOf = ({ pid, status }: Window) => (status.state === "ready" && pid !== otherThan ? pid : undefined);
  await until("one engine for both", () => pidOf(left) !== undefined && pidOf(left) === pidOf(right));
  return pidOf(left)!;
}

/** Processes that serve the folder of this test. */
function enginesHere(): number {
  const found = open.map(({ pid }) => pid).filter((pid) => pid !== undefined && isAlive(pid));
  return new Set(found).size;
}

describe("decideJoin", () => {
  const check = (met: Met, starts: number, expected: unknown) =>
    test(`${JSON.stringify(met)} after ${starts} starts`, () => {
      expect(decideJoin(met, starts)).toEqual(expected);
    });
  check({ turnkey: "welcome", pid: 1 }, 0, "stay");
  check({ turnkey: "welcome", pid: 1 }, MOST_STARTS, "stay");
  check({ kind: "nobody" }, 0, "start");
  check({ kind: "nobody" }, MOST_STARTS - 1, "start");
  check({ kind: "nobody" }, MOST_STARTS, { why: expect.any(String) });
  check({ kind: "silent" }, 0, { why: expect.any(String) });
  check({ turnkey: "refused", why: "another version" }, 0, { why: "another version" });
});

test("two windows that start at once have one engine, and each says so", async () => {
  const [left, right] = [new Window(), new Window()];
  expect(await left.ready()).toBe(await right.ready());
  await until("both to know", () => left.status.windows === 2 && right.status.windows === 2);
  expect([left.watched.engine.isShared, enginesHere()]).toEqual([true, 1]);
  expect(left.watched.lines.join("\n")).toContain("This window shares the engine of process");
  // Where processes can be listed: no other one serves this folder.
  if (process.platform === "linux") {
    const serving = readdirSync("/proc").filter(
      (name) => /^\d+$/.test(name) && commandOf(name).includes(`--share=${folder}`),
    );
    await until(
      "the ones that came too late to leave",
      () => serving.filter((name) => isAlive(Number(name)) && commandOf(name) !== "").length === 1,
    );
  }
});

test("the window that started the engine closes, and the other one goes on with it", async () => {
  const starter = new Window();
  const pid = await starter.ready();
  const other = new Window();
  expect(await other.ready()).toBe(pid);
  await starter.watched.engine.stop();
  await until("one window", () => other.status.windows === 1);
  expect([other.pid, isAlive(pid)]).toEqual([pid, true]);
});

test("killed while both type, it is followed by one engine for both, and nobody is told", async () => {
  const [left, right] = [new Window(), new Window()];
  let pid = await left.ready();
  await right.ready();
  const document = host.activeEditor!.document as unknown as Parameters<typeof host.edit>[0];
  for (let death = 0; death < 2; death += 1) {
    process.kill(pid, "SIGKILL");
    for (let key = 0; key < 30; key += 1) {
      host.edit(document, 0, 0, "x");
      for (const { watched } of [left, right]) await watched.engine.request("turnkey/health", {}).catch(() => {});
    }
    pid = await readyTogether(left, right, pid);
  }
  expect([enginesHere(), host.messages, left.watched.givenUp]).toEqual([1, [], 0]);
});

test("frozen, it is killed by whoever notices, and both have one engine again", async () => {
  const [left, right] = [new Window({}, WATCHFUL), new Window({}, WATCHFUL)];
  const pid = await left.ready();
  await right.ready();
  process.kill(pid, "SIGSTOP");
  await readyTogether(left, right, pid);
  expect(isAlive(pid)).toBe(false);
});

test("where engines end again and again, each window has one of its own", async () => {
  const [left, right] = [new Window(), new Window()];
  let pid = await left.ready();
  await right.ready();
  for (let death = 0; death < 3; death += 1) {
    process.kill(pid, "SIGKILL");
    const next = [await left.ready(pid), await right.ready(pid)];
    pid = next[0]!;
  }
  expect([left.watched.engine.isShared, right.watched.engine.isShared, enginesHere()]).toEqual([false, false, 2]);
});

test("the user's restart gives all of them a new engine, and the window that asked a clean record", async () => {
  const [left, right] = [new Window(), new Window()];
  const pid = await left.ready();
  await right.ready();
  await left.watched.engine.restart();
  await readyTogether(left, right, pid);
  expect(isAlive(pid)).toBe(false);
});

test("a window with other settings for the model goes elsewhere, and is followed by nobody", async () => {
  const [left, right] = [new Window(), new Window()];
  const pid = await left.ready();
  await right.ready();
  expect(right.sharing.isElsewhere(true)).toBe(false);
  right.settings = { ...DEFAULT_SETTINGS, eagerness: "quiet" };
  expect(right.sharing.isElsewhere(true)).toBe(false);
  right.settings = { ...DEFAULT_SETTINGS, threads: 1 };
  expect(right.sharing.isElsewhere(true)).toBe(true);
  await right.watched.engine.move();
  expect(await right.ready()).not.toBe(pid);
  expect(right.watched.engine.isShared).toBe(true);
  await until("one window", () => left.status.windows === 1);
  expect(left.pid).toBe(pid);
  // The last window of an engine takes it along.
  left.settings = right.settings;
  await left.watched.engine.move();
  expect(await left.ready()).toBe(right.pid);
  await until("the end of the first engine", () => !isAlive(pid));
});

describe("a window has an engine of its own", () => {
  const alone = (name: string, make: () => Window, why: RegExp | undefined) =>
    test(name, async () => {
      const shared = new Window();
      const pid = await shared.ready();
      const own = make();
      const other = await own.ready();
      expect([other === pid, own.watched.engine.isShared, own.status.windows]).toEqual([false, false, undefined]);
      expect(own.watched.lines.join("\n")).toMatch(why ?? /^(?!.*engine of its own)/s);
      own.watched.engine.dispose();
      await until("its end", () => !isAlive(other));
      expect(isAlive(pid)).toBe(true);
    });

  alone(
    "where the folder is open to others",
    () => {
      const wrong = join(folder, "wrong");
      mkdirSync(wrong);
      chmodSync(wrong, 0o755);
      return new Window({ folders: [wrong] });
    },
    /engine of its own: .*has the mode 755/,
  );
  alone("where there is no folder", () => new Window({ folders: [] }), /engine of its own: there is no folder/);
  alone(
    "by the user's wish",
    () => new Window({ settings: () => ({ ...DEFAULT_SETTINGS, sharedEngine: false }) }),
    undefined,
  );
});

test("a program that cannot share is no reason to have no engine", async () => {
  const path = fileURLToPath(new URL("../fakes/engineServer.mts", import.meta.url));
  process.env.FAKE_ENGINE = "good";
  const window = new Window({ modulePath: path });
  await window.ready();
  expect(window.watched.engine.isShared).toBe(false);
  expect(window.watched.lines.join("\n")).toMatch(/engine of its own: the shared engine ended/);
});

test("another version has another engine, which is shared by its own kind", async () => {
  const old = new Window();
  const pid = await old.ready();
  const [left, right] = [new Window({ version: "1.0.1" }), new Window({ version: "1.0.1" })];
  const next = await left.ready();
  expect([next === pid, await right.ready(), enginesHere()]).toEqual([false, next, 2]);
});

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
