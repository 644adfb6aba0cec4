import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlaceQuestions } from "../../src/core/grammar/syntax.ts";
import { type Asked, type AskedPlace, SyntaxClient, type SyntaxThread } from "../../src/syntax/client.ts";
import type { SyntaxRequest, SyntaxResponse } from "../../src/syntax/desk.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { createFakeClock, turn } from "../fakes/clock.ts";
import { withStuckScanner } from "../fakes/stuckScanner.ts";

const GRAMMARS = fileURLToPath(new URL("../../grammars", import.meta.url));

/** Answers "viable" to everything but texts with "for ever" in them; "die" ends it. */
class FakeThread implements SyntaxThread {
  readonly asked: string[] = [];
  /** Deleting from it makes it forget. */
  readonly places = new Set<number>();
  isTerminated = false;
  readonly #listeners: { message: ((response: SyntaxResponse) => void)[]; exit: (() => void)[] } = {
    message: [],
    exit: [],
  };

  unref(): void {}

  on(event: string, listener: (response: SyntaxResponse) => void): void {
    if (event === "message") this.#listeners.message.push(listener);
    if (event === "exit") this.#listeners.exit.push(listener as () => void);
  }

  postMessage(request: SyntaxRequest): void {
    const text = "inserted" in request.asks ? request.asks.inserted : "";
    const { name, language, place } = request;
    if (name === "open") this.places.add(place);
    this.asked.push(name === "judge" ? text : `${name} ${name === "open" ? place : language}`);
    if (text === "for ever") return;
    const { id } = request;
    setImmediate(() => {
      if (text === "die") for (const listener of this.#listeners.exit) listener();
      else if (language === "klingon") this.#say({ id, failed: "no such language" });
      else if (name === "judge" && !this.places.has(place)) this.#say({ id, isForgotten: true });
      else this.#say({ id, answer: name === "judge" ? "viable" : true });
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
  const places = new Map<string, AskedPlace>();
  const placeOf = (language: string) => {
    const place = places.get(language) ?? client.place(language, { prefix: "a", suffix: "b" });
    places.set(language, place);
    return place;
  };
  const judge = (inserted: string, language = "go") => client.ask(placeOf(language), "judge", { inserted });
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
    expect(threads.map(({ asked }) => asked)).toEqual([["load go", "open 1", "a", "b", "load rust", "open 2", "c"]]);
  });

  it("is told of a place again when it has forgotten it", async () => {
    const { threads, judge } = createScene();
    await judge("a");
    threads[0]!.places.clear();
    expect(await judge("b")).toEqual({ kind: "answer", answer: "viable" });
    expect(threads[0]!.asked).toEqual(["load go", "open 1", "a", "b", "open 1", "b"]);
  });

  it("is told of a place once, also before the first question", async () => {
    const { client, threads } = createScene();
    const place = client.place("go", { prefix: "", suffix: "" });
    await client.open(place);
    await client.ask(place, "judge", { inserted: "a" });
    expect(threads[0]!.asked).toEqual(["load go", "open 1", "a"]);
  });

  it("is asked about many places: only the latest count as told", async () => {
    const { client, threads } = createScene();
    const places = Array.from({ length: 20 }, () => client.place("go", { prefix: "", suffix: "" }));
    for (const place of places) await client.open(place);
    await client.ask(places[4]!, "judge", { inserted: "a" });
    await client.ask(places[3]!, "judge", { inserted: "b" });
    expect(threads[0]!.asked.slice(-3)).toEqual(["a", "open 4", "b"]);
  });

  it("says why a grammar cannot be had, is kept, and is not asked for it again", async () => {
    const { threads, judge } = createScene();
    expect(await judge("a", "klingon")).toEqual({ kind: "failed", message: "no such language" });
    expect(await judge("a", "klingon")).toEqual({ kind: "givenUp" });
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
      ["load go", "open 1", "for ever"],
      ["load go", "open 1", "a"],
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

it("a thread that cannot be had fails the question, and the next is asked of another", async () => {
  const threads: FakeThread[] = [];
  const client = new SyntaxClient(() => {
    if (threads.length === 0) {
      threads.push(new FakeThread());
      throw new Error("no threads left");
    }
    return threads[0]!;
  }, createFakeClock());
  const ask = (language: string) =>
    client.ask(client.place(language, { prefix: "", suffix: "" }), "judge", { inserted: "a" });
  expect(await ask("go")).toEqual({
    kind: "failed",
    message: "The grammars' thread cannot be had: Error: no threads left",
  });
  expect(await ask("rust")).toEqual({ kind: "answer", answer: "viable" });
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
  const patient = (times: () => number) => ({
    now: systemClock.now,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms * times(), signal),
  });
  const startThread = (grammarFolder: string) =>
    new Worker(join(folder, "worker.cjs"), { workerData: { grammarFolder } });

  it.each([
    ["rust", "judge", { inserted: "fn f() {" }],
    ["lua", "choose", { insertions: [{ text: 'local a = "x"', replaced: 0 }] }],
  ] as const)("whose scanner never returns is ended, and %s given up; others go on", async (language, name, asks) => {
    const grammarFolder = join(folder, "grammars");
    await cp(GRAMMARS, grammarFolder, { recursive: true });
    const file = join(grammarFolder, `${language}.wasm`);
    await writeFile(file, withStuckScanner(await readFile(file)));
    const ended: Promise<unknown>[] = [];
    // What never answers is not waited for long; what does is.
    let patience = 2;
    const client = new SyntaxClient(
      () => {
        const thread = startThread(grammarFolder);
        ended.push(new Promise((resolve) => thread.once("exit", resolve)));
        return thread;
      },
      patient(() => patience),
    );
    try {
      const ask = async (language: string) => {
        const place = client.place(language, { prefix: "", suffix: "" });
        return (await client.ask(place, name, asks)).kind;
      };
      expect([await ask(language), await ask(language), await ask(language)]).toEqual([
        "noAnswer",
        "noAnswer",
        "givenUp",
      ]);
      expect(ended.length).toBe(2);
      await Promise.all(ended);
      patience = 100;
      expect(await ask("go")).toBe("answer");
    } finally {
      client.close();
    }
  });

  it("does not keep a process from ending", async () => {
    const script = `
      import { createSyntax } from ${JSON.stringify(new URL("../../src/grammars.ts", import.meta.url))};
      const place = createSyntax(() => {}).open("go", { prefix: "package a", suffix: "" });
      console.log(JSON.stringify(await place.ask("judge", { inserted: "\\n" })));`;
    const path = join(folder, "asks.mjs");
    await writeFile(path, script);
    const { stdout } = await promisify(execFile)(process.execPath, [path], { timeout: 60_000 });
    expect(stdout.trim()).toBe('{"answer":"viable"}');
  });

  it("judges, joins, and survives a language that is not there", async () => {
    const client = new SyntaxClient(
      () => startThread(GRAMMARS),
      patient(() => 100),
    );
    const at = (language: string, prefix: string, suffix: string) => client.place(language, { prefix, suffix });
    const call = at("typescript", "f(a, ", ");\n");
    const check = async <Name extends keyof PlaceQuestions>(
      place: AskedPlace,
      name: Name,
      asks: PlaceQuestions[Name]["asks"],
      expected: Asked<PlaceQuestions[Name]["answers"]>,
    ) => expect(await client.ask(place, name, asks)).toEqual(expected);
    try {
      await check(call, "judge", { inserted: ")x y" }, { kind: "answer", answer: "dead" });
      await check(
        at("klingon", "", ""),
        "judge",
        { inserted: "" },
        {
          kind: "failed",
          message: "there is no grammar for klingon",
        },
      );
      const insertions = ["b);", "b"].map((text) => ({ text, replaced: 0 }));
      const chosen = { footing: "clean", chosen: 1 } as const;
      await check(call, "choose", { insertions }, { kind: "answer", answer: chosen });
      await check(call, "where", {}, { kind: "answer", answer: "expression" });
      const stop = { keep: 1, reason: "followingText" } as const;
      await check(call, "progress", { inserted: "b);", endsWithItem: false }, { kind: "answer", answer: stop });
      // Nothing is refused where the grammar cannot follow what stands there.
      await check(at("typescript", "a ) ) b c", ""), "judge", { inserted: ")" }, { kind: "answer", answer: undefined });
      // More places than are remembered: the first one is told again.
      for (let count = 0; count < 9; count += 1)
        await check(at("typescript", "", ""), "judge", { inserted: "}" }, { kind: "answer", answer: "dead" });
      await check(call, "judge", { inserted: "b" }, { kind: "answer", answer: "viable" });
    } finally {
      client.close();
    }
  });
});
