/** When an engine that windows share ends, and what stays of windows that have gone. */

import { existsSync, mkdtempSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { queryObjects } from "node:v8";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimAddress } from "../../src/server/claim.ts";
import { ClientSession } from "../../src/server/clientSession.ts";
import { SharedServer } from "../../src/server/sharedServer.ts";
import { endsAt, started, windowCame, windowLeft } from "../../src/server/windows.ts";
import { readGreeting, sendGreeting } from "../../src/sharing/greeting.ts";
import { createFakeClock, type FakeClock, turn } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";
import type { Peer } from "./support/client.ts";
import { open, useSharedEngines, Window } from "./support/sharedEngine.ts";

const LINGER_MS = 10_000;

describe("endsAt", () => {
  const empty = started(100);
  const one = windowCame(empty);
  const check = (name: string, state: typeof empty, expected: number | undefined) =>
    it(name, () => {
      expect(endsAt(state, LINGER_MS)).toBe(expected);
    });
  check("nobody has come yet", empty, 100 + LINGER_MS);
  check("somebody is there", one, undefined);
  check("one of two has left", windowLeft(windowCame(one), 500, false), undefined);
  check("the last one has left", windowLeft(one, 700, false), 700 + LINGER_MS);
  check("the last one went elsewhere", windowLeft(one, 700, true), 700);
  check(
    "the last but one went elsewhere",
    windowLeft(windowLeft(windowCame(one), 500, true), 700, false),
    700 + LINGER_MS,
  );
});

describe("an engine in this process", () => {
  let folder = "";
  let clock: FakeClock;
  let ends = 0;
  let loads = 0;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "turnkey-end-"));
    clock = createFakeClock();
    [ends, loads] = [0, 0];
    const claim = await claimAddress(join(folder, "e.sock"), false);
    if (claim.kind !== "claimed") throw new Error("taken");
    const create = () => Object.assign(createFakeEngine({ continuation: () => "alpha" }), { threads: 1 });
    new SharedServer({
      clock,
      claim,
      identity: "e",
      loadEngine: async () => {
        loads += 1;
        return { engine: create(), another: async () => create() };
      },
      onEnd: () => {
        ends += 1;
      },
    });
  });
  afterEach(async () => {
    await clock.advance(10 * LINGER_MS);
    rmSync(folder, { recursive: true, force: true });
  });

  async function come(): Promise<Window> {
    const socket = (await open(join(folder, "e.sock")))!;
    sendGreeting(socket, { turnkey: "hello", identity: "e" });
    const { pid } = (await readGreeting(socket, 30_000)) as { pid: number };
    const came = new Window(socket, pid);
    await came.begin("let x = ;\n");
    await came.untilState("ready");
    return came;
  }

  /** Its session has given everything back. */
  async function left(gone: Window, others: readonly Peer[] = []): Promise<void> {
    await gone.leave();
    for (const other of others)
      await other.until(
        () => (other.statuses.at(-1) as { windows?: number }).windows === others.length,
        "fewer windows",
      );
    // The server hears of the close in one of the next turns.
    for (let turns = 0; turns < 50; turns += 1) await turn();
  }

  it("ends 10 s behind the last window, and not before", async () => {
    const [first, second] = [await come(), await come()];
    await left(first, [second]);
    await clock.advance(10 * LINGER_MS);
    expect(ends).toBe(0);
    await left(second);
    await clock.advance(LINGER_MS - 1);
    expect([ends, existsSync(join(folder, "e.sock"))]).toEqual([0, true]);
    await clock.advance(1);
    expect([ends, existsSync(join(folder, "e.sock"))]).toEqual([1, false]);
  });

  it("a window that comes within that time finds the model in memory", async () => {
    await left(await come());
    await clock.advance(LINGER_MS - 1);
    const back = await come();
    await clock.advance(10 * LINGER_MS);
    expect([ends, loads]).toEqual([0, 1]);
    expect(await back.complete("file:///project/a.ts", { line: 0, character: 8 }, 2).items).toHaveLength(1);
  });

  it("ends when nobody ever comes", async () => {
    await clock.advance(LINGER_MS - 1);
    expect(ends).toBe(0);
    await clock.advance(1);
    expect(ends).toBe(1);
  });

  it("ends at once when the last window goes elsewhere", async () => {
    const only = await come();
    await only.notify("turnkey/moving");
    await left(only);
    await clock.advance(0);
    expect(ends).toBe(1);
  });

  it("ends, and lets its windows go, when its address is another's", async () => {
    const only = await come();
    unlinkSync(join(folder, "e.sock"));
    await clock.advance(1_000);
    await only.until(() => only.isClosed, "the end of the connection");
    await clock.advance(2_000);
    expect(ends).toBe(1);
  });

  it("nothing of a window stays that has gone", async () => {
    const stays = await come();
    for (let windows = 0; windows < 10; windows += 1) {
      const goes = await come();
      await goes.complete("file:///project/a.ts", { line: 0, character: 8 }).items;
      if (windows % 2 === 0) await left(goes, [stays]);
      else {
        goes.die();
        await stays.until(() => (stays.statuses.at(-1) as { windows?: number }).windows === 1, "fewer windows");
      }
    }
    for (let turns = 0; turns < 50; turns += 1) await turn();
    // The one that is there, and at most the latest: what its promises hold goes with the next ones.
    expect(queryObjects(ClientSession, { format: "count" })).toBeLessThanOrEqual(2);
  });
});

describe("an engine process", () => {
  const stage = useSharedEngines();

  it("ends by itself, with its address, soon after its last window", async () => {
    const engine = stage.start({ lingerMs: 1 });
    await engine.said;
    const only = await stage.come();
    // It may have ended already: nobody came in time.
    if (only instanceof Window) await only.leave();
    expect(await engine.exited).toBe(0);
    expect(existsSync(stage.address())).toBe(false);
  });
});
