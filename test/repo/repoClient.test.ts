/** The client and its thread, which may answer, hang or die. */

import { describe, expect, it } from "vitest";
import { RepoClient, type RepoRequest, type RepoResponse, type RepoThread } from "../../src/repo/repoClient.ts";
import { createFakeClock } from "../fakes/clock.ts";

class FakeThread implements RepoThread {
  readonly asked: RepoRequest[] = [];
  isEnded = false;
  #message: (response: RepoResponse) => void = () => {};
  #exit: () => void = () => {};

  postMessage(request: RepoRequest): void {
    this.asked.push(request);
  }

  on(event: "message" | "exit" | "error", listener: (response: never) => void): void {
    if (event === "message") this.#message = listener as (response: RepoResponse) => void;
    else this.#exit = listener as () => void;
  }

  terminate(): void {
    this.isEnded = true;
  }

  unref(): void {}

  say(response: RepoResponse): void {
    this.#message(response);
  }

  die(): void {
    this.#exit();
  }

  get kinds(): string {
    return this.asked.map(({ kind }) => kind).join(" ");
  }
}

function start(onState = () => {}) {
  const threads: FakeThread[] = [];
  const clock = createFakeClock();
  const notes: string[] = [];
  const client = new RepoClient({
    clock,
    onState,
    note: (message) => void notes.push(message),
    start: () => {
      threads.push(new FakeThread());
      return threads.at(-1)!;
    },
  });
  return { client, threads, clock, notes };
}

const FOLDERS = { roots: ["/r"], globs: [] };
const QUESTION = { path: "/r/a.ts", before: "", after: "", chars: 1 };

describe("the client", () => {
  it("starts nothing without folders", async () => {
    const { client, threads } = start();
    client.open("/r/a.ts", "a");
    client.changed(["/r/a.ts"]);
    expect(await client.find(QUESTION)).toBeUndefined();
    client.configure({ roots: [], globs: [] });
    expect(threads.length).toBe(0);
  });

  it("passes questions and answers on", async () => {
    const { client, threads } = start();
    client.open("/r/a.ts", "a");
    client.configure(FOLDERS);
    const found = client.find(QUESTION);
    expect(threads[0]!.kinds).toBe("open configure find");
    threads[0]!.say({ kind: "found", id: 1, chunks: [] });
    expect(await found).toEqual([]);
  });

  it("waits for a late answer no longer than it helps, and takes the next", async () => {
    const { client, threads, clock } = start();
    client.configure(FOLDERS);
    const late = client.find(QUESTION);
    await clock.advance(1000);
    expect(await late).toBeUndefined();
    threads[0]!.say({ kind: "found", id: 1, chunks: [] });
    const next = client.find(QUESTION);
    threads[0]!.say({ kind: "found", id: 2, chunks: [] });
    expect(await next).toEqual([]);
    expect(threads.length).toBe(1);
  });

  it("ends a thread that hangs, tells a new one all, and gives up after the third", async () => {
    const { client, threads, clock, notes } = start();
    client.configure(FOLDERS);
    client.open("/r/a.ts", "a");
    for (let time = 0; time < 5; time += 1) {
      void client.find(QUESTION);
      await clock.advance(20_000);
    }
    expect(threads.map(({ isEnded }) => isEnded)).toEqual([true, true, true]);
    expect(threads[1]!.kinds).toBe("open configure find");
    expect(notes.length).toBe(3);
    expect(await client.find(QUESTION)).toBeUndefined();
  });

  it("tells what is learnt, to the thread after this one too, and nothing of a round that is over", () => {
    const { client, threads } = start();
    client.configure(FOLDERS);
    const told: string[] = [];
    const rank = { ranker: 1, delta: [1], squares: [1], lines: 1, gain: 0 };
    const learn = (name: string) =>
      client.learn({ workspace: "w", known: new Map() }, (key, now) => void told.push(`${name} ${key} ${now?.lines}`));
    learn("first");
    threads[0]!.say({ kind: "learnt", round: 1, key: "go", rank });
    threads[0]!.say({ kind: "learnt", round: 1, key: "go@w", rank });
    threads[0]!.say({ kind: "learnt", round: 1, key: "go@w", rank: undefined });
    threads[0]!.die();
    const from = { round: 1, workspace: "w", known: new Map([["go", rank]]) };
    expect(threads[1]!.asked.filter(({ kind }) => kind === "learn")).toEqual([{ kind: "learn", from }]);
    learn("second");
    threads[1]!.say({ kind: "learnt", round: 1, key: "go", rank });
    client.learn(undefined, () => {});
    threads[1]!.say({ kind: "learnt", round: 2, key: "go", rank });
    expect(told).toEqual(["first go 1", "first go@w 1", "first go@w undefined"]);
    expect(threads[1]!.asked.at(-1)).toEqual({ kind: "learn", from: undefined });
  });

  it("answers all when the thread dies", async () => {
    const { client, threads } = start();
    client.configure(FOLDERS);
    const both = Promise.all([client.find(QUESTION), client.find(QUESTION)]);
    threads[0]!.die();
    expect(await both).toEqual([undefined, undefined]);
    expect(threads.length).toBe(2);
  });

  it("says once that the index is complete", () => {
    let news = 0;
    const { client, threads, notes } = start(() => (news += 1));
    client.configure(FOLDERS);
    const state = { files: 3, units: 9, bytes: 800, isComplete: true };
    threads[0]!.say({ kind: "state", state });
    threads[0]!.say({ kind: "state", state });
    expect(notes).toEqual(["The index is complete: 3 files, 9 units."]);
    expect(client.state).toEqual(state);
    expect(news).toBe(1);
    client.configure(undefined);
    expect([client.state, news]).toEqual([undefined, 2]);
  });
});
