import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/server/clock.ts";
import { type Asked, SyntaxClient, type SyntaxThread } from "../../src/syntax/client.ts";
import type { SyntaxRequest, SyntaxResponse } from "../../src/syntax/desk.ts";
import { createFakeClock, turn } from "../fakes/clock.ts";
import { withStuckScanner } from "../fakes/stuckScanner.ts";

const GRAMMARS = fileURLToPath(new URL("../../grammars", import.meta.url));

/** Answers "viable" to everything but texts with "for ever" in them; "die" ends it. */
class FakeThread implements SyntaxThread {
  readonly asked: string[] = [];
  isTerminated = false;
  readonly #listeners: { message: ((response: SyntaxResponse) => void)[]; exit: (() => void)[] } = {
    message: [],
    exit: [],
  };

  on(event: string, listener: (response: SyntaxResponse) => void): void {
    if (event === "message") this.#listeners.message.push(listener);
    if (event === "exit") this.#listeners.exit.push(listener as () => void);
  }

  postMessage(request: SyntaxRequest): void {
    const text = "text" in request.asks ? request.asks.text : "";
    this.asked.push(request.name === "judge" ? text : `${request.name} ${request.asks.language}`);
    if (text === "for ever") return;
    const { id } = request;
    setImmediate(() => {
      if (text === "die") for (const listener of this.#listeners.exit) listener();
      else if (request.asks.language === "klingon") this.#say({ id, failed: "no such language" });
      else this.#say({ id, answer: request.name === "judge" ? "viable" : true });
    });
  }

  #say(response: SyntaxResponse): void {
    for (const listener of this.#listeners.message) listener(response);
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

function createScene() {
  const clock = createFakeClock();
  const threads: FakeThread[] = [];
  const client = new SyntaxClient(() => {
    threads.push(new FakeThread());
    return threads.at(-1)!;
  }, clock);
  const judge = (text: string, language = "go") => client.ask("judge", { language, text });
  /** Lets a question run into its limit. */
  const waitOut = async <Answer>(asked: Promise<Asked<Answer>>) => {
    for (let count = 0; count < 5; count += 1) await turn();
    await clock.advance(200);
    return asked;
  };
  return { client, threads, judge, waitOut };
}

describe("a thread that answers", () => {
  it("loads each grammar once and answers in order", async () => {
    const { threads, judge } = createScene();
    const answers = await Promise.all([judge("a"), judge("b"), judge("c", "rust")]);
    expect(answers.map((asked) => asked.kind)).toEqual(["answer", "answer", "answer"]);
    expect(threads.map(({ asked }) => asked)).toEqual([["load go", "a", "b", "load rust", "c"]]);
  });

  it("says why a grammar cannot be had, and is kept", async () => {
    const { threads, judge } = createScene();
    expect(await judge("a", "klingon")).toEqual({ kind: "failed", message: "no such language" });
    expect(await judge("a")).toEqual({ kind: "answer", answer: "viable" });
    expect(threads.length).toBe(1);
  });
});

describe("a thread that never answers", () => {
  it("is ended; the next question has a new one", async () => {
    const { threads, judge, waitOut } = createScene();
    expect(await waitOut(judge("for ever"))).toEqual({ kind: "noAnswer" });
    expect(threads.map(({ isTerminated }) => isTerminated)).toEqual([true]);
    expect(await judge("a")).toEqual({ kind: "answer", answer: "viable" });
    expect(threads.map(({ asked }) => asked)).toEqual([
      ["load go", "for ever"],
      ["load go", "a"],
    ]);
  });

  it("twice, and that language is not asked about again, but others are", async () => {
    const { threads, judge, waitOut } = createScene();
    await waitOut(judge("for ever"));
    await waitOut(judge("for ever"));
    expect(await judge("a")).toEqual({ kind: "givenUp" });
    expect(await judge("a", "rust")).toEqual({ kind: "answer", answer: "viable" });
    expect(threads.map(({ isTerminated }) => isTerminated)).toEqual([true, true, false]);
  });

  it("does not keep waiting questions waiting", async () => {
    const { judge, waitOut } = createScene();
    const first = judge("for ever");
    const second = judge("a");
    expect(await waitOut(first)).toEqual({ kind: "noAnswer" });
    expect(await second).toEqual({ kind: "answer", answer: "viable" });
  });
});

it("a thread that ends by itself is started again", async () => {
  const { threads, judge } = createScene();
  expect(await judge("die")).toEqual({ kind: "noAnswer" });
  expect(await judge("a")).toEqual({ kind: "answer", answer: "viable" });
  expect(threads.length).toBe(2);
});

describe("the real thread", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "turnkey-syntax-"));
    await build({
      entryPoints: [fileURLToPath(new URL("../../src/syntax/worker.ts", import.meta.url))],
      outfile: join(folder, "worker.cjs"),
      alias: {
        "web-tree-sitter": fileURLToPath(
          new URL("../../node_modules/web-tree-sitter/web-tree-sitter.cjs", import.meta.url),
        ),
      },
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "error",
    });
  });
  afterAll(() => rm(folder, { recursive: true }));
  /** A busy machine must not fail the test. */
  const patient = (times: number) => ({
    now: systemClock.now,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms * times, signal),
  });
  const startThread = (grammarFolder: string) =>
    new Worker(join(folder, "worker.cjs"), { workerData: { grammarFolder } });

  it("whose scanner never returns is ended, and its language given up; others go on", async () => {
    const grammarFolder = join(folder, "grammars");
    await cp(GRAMMARS, grammarFolder, { recursive: true });
    const rust = join(grammarFolder, "rust.wasm");
    await writeFile(rust, withStuckScanner(await readFile(rust)));
    const ended: Promise<unknown>[] = [];
    const client = new SyntaxClient(() => {
      const thread = startThread(grammarFolder);
      ended.push(new Promise((resolve) => thread.once("exit", resolve)));
      return thread;
    }, patient(5));
    try {
      const judge = (language: string) => client.ask("judge", { language, text: "fn f() {" }).then(({ kind }) => kind);
      expect([await judge("rust"), await judge("rust"), await judge("rust")]).toEqual([
        "noAnswer",
        "noAnswer",
        "givenUp",
      ]);
      expect(ended.length).toBe(2);
      await Promise.all(ended);
      expect(await judge("go")).toBe("answer");
    } finally {
      client.close();
    }
  });

  it("judges, joins, and survives a language that is not there", async () => {
    const client = new SyntaxClient(() => startThread(GRAMMARS), patient(100));
    const gap = { prefix: "f(a, ", suffix: ");\n" };
    try {
      expect(await client.ask("judge", { language: "typescript", text: "let a = )x" })).toEqual({
        kind: "answer",
        answer: "dead",
      });
      expect(await client.ask("judge", { language: "klingon", text: "" })).toEqual({
        kind: "failed",
        message: "there is no grammar for klingon",
      });
      expect(await client.ask("legalEnds", { language: "typescript", gap, inserted: "b);", ends: [1, 2, 3] })).toEqual({
        kind: "answer",
        answer: [1],
      });
      expect(await client.ask("lastStatementEnd", { language: "go", gap, inserted: "b" })).toEqual({
        kind: "answer",
        answer: undefined,
      });
    } finally {
      client.close();
    }
  });
});
