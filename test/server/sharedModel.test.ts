/** One model for several sessions: loaded once, with a cache for each, and freed when nobody needs it. */

import { describe, expect, it } from "vitest";
import { EngineFailure } from "../../src/core/cache/engine.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings/settings.ts";
import type { HostedEngine, LoadEngine, LoadResult } from "../../src/server/engineHost.ts";
import { SharedModel } from "../../src/server/sharedModel.ts";
import { createFakeClock, turn } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";

const KEEP_MS = 10_000;

class Session {
  isFocused = true;
  hasLeft = false;
  readonly stop = new AbortController();
  readonly #load: LoadEngine;
  engine: HostedEngine | undefined;

  constructor(model: SharedModel) {
    this.#load = model.loaderFor(this);
  }

  async load(settings: Partial<Settings> = {}): Promise<string> {
    const result = await this.#load({ ...DEFAULT_SETTINGS, ...settings }, this.stop.signal, () => {});
    if ("failed" in result) return result.failed;
    this.engine = result.engine;
    return "loaded";
  }

  async leave(): Promise<void> {
    this.hasLeft = true;
    await this.engine?.dispose();
  }
}

function createStage(options: { keepMs?: number; another?: () => Promise<HostedEngine> } = {}) {
  const clock = createFakeClock();
  const events: string[] = [];
  let caches = 0;
  const create = (): HostedEngine => {
    caches += 1;
    const name = caches;
    events.push(`cache ${name}`);
    const engine = createFakeEngine({ continuation: () => "" });
    const dispose = async (): Promise<void> => void events.push(`free ${name}`);
    const reset = async (): Promise<void> => void events.push(`empty ${name}`);
    return Object.assign(engine, { threads: 3, dispose, reset });
  };
  const load: LoadEngine = async ({ modelPath }, signal): Promise<LoadResult> => {
    events.push(`load ${modelPath || "embedded"}`);
    await clock.sleep(100, signal);
    signal.throwIfAborted();
    if (modelPath.endsWith(".bad")) return { failed: "no model" };
    return { engine: create(), another: options.another ?? (async () => create()) };
  };
  const onBug = (error: unknown): void => void events.push(`bug! ${error}`);
  const model = new SharedModel({ load, clock, keepMs: options.keepMs ?? KEEP_MS, onBug });
  return { clock, model, events, session: () => new Session(model) };
}

describe("sharing", () => {
  it("the second session gets a cache, not a model; the first may go", async () => {
    const { clock, events, session } = createStage();
    const [first, second] = [session(), session()];
    const loading = Promise.all([first.load(), second.load()]);
    await clock.advance(100);
    expect(await loading).toEqual(["loaded", "loaded"]);
    expect(events).toEqual(["load embedded", "cache 1", "cache 2"]);
    expect(second.engine?.threads).toBe(3);
    await first.leave();
    await first.leave();
    expect(events.slice(3)).toEqual(["free 1"]);
    expect(await session().load()).toBe("loaded");
    expect(events.slice(4)).toEqual(["cache 3"]);
  });

  it("a load that its session gave up is begun again for the one that waits behind it", async () => {
    const { clock, events, session } = createStage();
    const [first, second] = [session(), session()];
    const given = first.load().catch(() => "given up");
    const loading = second.load();
    await turn();
    first.stop.abort();
    expect(await given).toBe("given up");
    await clock.advance(100);
    expect(await loading).toBe("loaded");
    expect(events).toEqual(["load embedded", "load embedded", "cache 1"]);
  });

  it("a load that hangs for ever holds up the next one for a moment only", async () => {
    const clock = createFakeClock();
    const hanging = new SharedModel({
      load: async ({ modelPath }) =>
        modelPath === "hangs"
          ? new Promise(() => {})
          : { engine: Object.assign(createFakeEngine({ continuation: () => "" }), { threads: 1 }) },
      clock,
      keepMs: 0,
      onBug: () => {},
    });
    const [stuck, next] = [new Session(hanging), new Session(hanging)];
    void stuck.load({ modelPath: "hangs" });
    const loading = next.load();
    await turn();
    stuck.stop.abort();
    await clock.advance(10_000);
    expect(await loading).toBe("loaded");
  });

  it("no room for another cache is said in words; a bug is not hidden", async () => {
    const full = createStage({ another: () => Promise.reject(new EngineFailure("There is not enough memory.")) });
    const [first, second] = [full.session(), full.session()];
    const loading = Promise.all([first.load(), second.load()]);
    await full.clock.advance(100);
    expect(await loading).toEqual(["loaded", "There is not enough memory."]);
    const broken = createStage({ another: () => Promise.reject(new TypeError("a bug")) });
    const good = broken.session().load();
    await broken.clock.advance(100);
    await good;
    await expect(broken.session().load()).rejects.toThrow("a bug");
  });

  it("other settings are refused while somebody uses the model, and loaded when nobody does", async () => {
    const { clock, events, session } = createStage();
    const [first, second] = [session(), session()];
    const loading = first.load();
    await clock.advance(100);
    await loading;
    expect(await second.load({ threads: 1 })).toMatch(/other settings/);
    expect(await second.load({ idleUnloadMinutes: 1 })).toBe("loaded");
    await first.engine?.dispose();
    await second.engine?.dispose();
    const other = first.load({ threads: 1 });
    await clock.advance(100);
    expect(await other).toBe("loaded");
    expect(events.slice(3)).toEqual(["free 1", "free 2", "load embedded", "cache 3"]);
  });
});

describe("when nobody is left", () => {
  it("the model waits for the next session, emptied, and goes when none comes", async () => {
    const { clock, model, events, session } = createStage();
    const first = session();
    const loading = first.load();
    await clock.advance(100);
    await loading;
    await first.leave();
    expect(events.slice(2)).toEqual(["empty 1"]);
    await clock.advance(KEEP_MS - 1);
    const second = session();
    expect(await second.load()).toBe("loaded");
    await clock.advance(2 * KEEP_MS);
    expect(events.slice(3)).toEqual([]);
    await second.leave();
    await clock.advance(KEEP_MS);
    expect(events.slice(3)).toEqual(["empty 1", "free 1"]);
    expect(model.isLoaded).toBe(false);
  });

  it("a session that rests gives the memory back, and so does one that leaves where nothing is kept", async () => {
    for (const [keepMs, leaves] of [
      [KEEP_MS, false],
      [0, true],
    ] as const) {
      const { clock, model, events, session } = createStage({ keepMs });
      const only = session();
      const loading = only.load();
      await clock.advance(100);
      await loading;
      if (leaves) await only.leave();
      else await only.engine?.dispose();
      expect(events.at(-1)).toBe("free 1");
      expect(model.isLoaded).toBe(false);
    }
  });

  it("a model that was kept goes before another one is loaded", async () => {
    const { clock, events, session } = createStage();
    const first = session();
    const loading = first.load();
    await clock.advance(100);
    await loading;
    await first.leave();
    const other = session().load({ modelPath: "/other.gguf" });
    await clock.advance(100);
    expect(await other).toBe("loaded");
    expect(events.slice(2)).toEqual(["empty 1", "free 1", "load /other.gguf", "cache 2"]);
  });

  it("a load that fails leaves nothing behind", async () => {
    const { clock, model, session } = createStage();
    const failing = session().load({ modelPath: "/a.bad" });
    await clock.advance(100);
    expect(await failing).toBe("no model");
    expect(model.isLoaded).toBe(false);
  });
});
