import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/request/outcome.ts";
import { CurrentSettings } from "../../src/core/settings/currentSettings.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings/settings.ts";
import { EngineHost, type LoadEngine } from "../../src/server/engineHost.ts";
import { createFakeClock, type FakeClock, turn } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";

const MINUTE = 60_000;
const SHOWN: Outcome = { kind: "shown", suggestions: [] };
const FAILED: Outcome = { kind: "failed", message: "llama.cpp says no" };

interface Stage {
  readonly host: EngineHost;
  readonly settings: CurrentSettings;
  readonly clock: FakeClock;
  /** What happened, in order, since the last call. */
  readonly events: () => string[];
}

function createStage(options: { load?: LoadEngine; settings?: Partial<Settings>; badModels?: string[] } = {}): Stage {
  const clock = createFakeClock();
  let events: string[] = [];
  const load: LoadEngine = async (settings) => {
    events.push(`load ${settings.modelPath || "embedded"}`);
    await clock.sleep(1000);
    const engine = createFakeEngine({ continuation: () => "" });
    return { engine: Object.assign(engine, { threads: 2, dispose: async () => void events.push("dispose") }) };
  };
  const settings = new CurrentSettings(options.settings);
  const host = new EngineHost({
    load: options.load ?? load,
    clock,
    settings,
    badModels: options.badModels ?? [],
    setEngine: (engine, reason) => events.push(engine ? "engine" : `no engine: ${reason}`),
    settle: async () => void events.push("settle"),
    onStatus: ({ state, message }) => events.push(message === "" ? state : `${state}: ${message}`),
    onMessage: (severity, text) => events.push(`${severity}! ${text}`),
    onBug: (error) => events.push(`bug! ${error}`),
  });
  const take = (): string[] => {
    const taken = events;
    events = [];
    return taken;
  };
  return { host, settings, clock, events: take };
}

const LOADING = ["loading: The model is being loaded", "no engine: The model is being loaded"];
const IDLE = "The model was unloaded after 15 minutes without use; typing loads it again.";

describe("loading", () => {
  it("loads nothing before it is needed, then once", async () => {
    const { host, clock, events } = createStage();
    await clock.advance(MINUTE);
    expect(events()).toEqual([]);
    expect(host.status().state).toBe("off");
    host.need();
    host.need();
    await clock.advance(1000);
    host.need();
    expect(events()).toEqual([...LOADING, "load embedded", "ready", "engine"]);
    expect(host.status()).toEqual({
      state: "ready",
      message: "",
      model: "fake",
      threads: 2,
      contextSize: 4096,
      rates: { prefill: 1000, decode: 100 },
      cache: { mode: "edit", type: "f16", rotateMs: 0 },
      traits: { family: "fake" },
    });
  });

  it("tells how far it is", async () => {
    const load: LoadEngine = async (_, __, onProgress) => {
      for (const share of [0.1, 0.1, 0.999]) onProgress(share);
      return { failed: "The disk is gone." };
    };
    const { host, events } = createStage({ load });
    host.need();
    await turn();
    expect(events().filter((event) => event.startsWith("loading"))).toEqual([
      "loading: The model is being loaded",
      "loading: The model is being loaded: 10 %",
      "loading: The model is being loaded: 99 %",
    ]);
  });

  it("says once what is wrong with the model, and does not try again until the settings change", async () => {
    const load: LoadEngine = async ({ modelPath }) => ({ failed: `${modelPath} is not a GGUF file.` });
    const { host, settings, events } = createStage({ load, settings: { modelPath: "/a" } });
    host.need();
    await turn();
    const failure = ["error: /a is not a GGUF file.", "no engine: /a is not a GGUF file."];
    expect(events()).toEqual([...LOADING, ...failure, "error! /a is not a GGUF file."]);
    host.need();
    await turn();
    expect(events()).toEqual([]);
    settings.set({ ...DEFAULT_SETTINGS, modelPath: "/b" });
    await turn();
    expect(events()).toContain("error! /b is not a GGUF file.");
    settings.set({ ...DEFAULT_SETTINGS, modelPath: "/a" });
    await turn();
    expect(events().slice(-2)).toEqual(failure);
  });

  it("an exception while loading is an error state too", async () => {
    const load: LoadEngine = () => Promise.reject(new Error("no such binding"));
    const { host, events } = createStage({ load });
    host.need();
    await turn();
    expect(events()).toContain("error: The model could not be loaded: no such binding");
  });

  it("a model that broke the engine is replaced by the embedded one, with one message", async () => {
    const { host, settings, clock, events } = createStage({
      settings: { modelPath: "/m/../m/bad" },
      badModels: ["/m/bad"],
    });
    host.need();
    await clock.advance(1000);
    const message =
      "error! The model /m/../m/bad broke the engine several times, so the embedded model is used. " +
      "Choose another one with turnkey.model.path.";
    expect(events()).toEqual([message, ...LOADING, "load embedded", "ready", "engine"]);
    settings.set({ ...DEFAULT_SETTINGS, modelPath: "/m/../m/bad", maxLines: 3 });
    expect(events()).toEqual([]);
  });
});

describe("unloading", () => {
  it("gives the model back after the idle time and loads it at the next need", async () => {
    const { host, clock, events } = createStage();
    host.need();
    await clock.advance(1000);
    events();
    await clock.advance(14 * MINUTE);
    host.need();
    await clock.advance(14 * MINUTE);
    expect(events()).toEqual([]);
    await clock.advance(MINUTE);
    expect(events()).toEqual([`off: ${IDLE}`, `no engine: ${IDLE}`, "settle", "dispose"]);
    host.need();
    await clock.advance(1000);
    expect(events()).toEqual([...LOADING, "load embedded", "ready", "engine"]);
  });

  it("keeps the model while a request runs, and for ever at 0 minutes", async () => {
    const { host, settings, clock, events } = createStage();
    host.need();
    await clock.advance(1000);
    let end = (_: Outcome): void => {};
    const request = host.during(() => new Promise((resolve) => (end = resolve)));
    await clock.advance(60 * MINUTE);
    end(SHOWN);
    await request;
    await clock.advance(14 * MINUTE);
    expect(host.status().state).toBe("ready");
    settings.set({ ...DEFAULT_SETTINGS, idleUnloadMinutes: 0 });
    await clock.advance(600 * MINUTE);
    expect(host.status().state).toBe("ready");
    settings.set({ ...DEFAULT_SETTINGS, idleUnloadMinutes: 1 });
    await clock.advance(0);
    expect(events().at(-1)).toBe("dispose");
  });

  it("gives the old model back before it loads another", async () => {
    const { host, settings, clock, events } = createStage();
    host.need();
    await clock.advance(1000);
    events();
    settings.set({ ...DEFAULT_SETTINGS, eagerness: "quiet" });
    expect(events()).toEqual([]);
    settings.set({ ...DEFAULT_SETTINGS, modelPath: "/other" });
    await clock.advance(1000);
    const off = ["off", "no engine: The model is not loaded."];
    expect(events()).toEqual([...off, ...LOADING, "settle", "dispose", "load /other", "ready", "engine"]);
  });

  it("an old model that cannot be given back does not keep the next one waiting", async () => {
    const load: LoadEngine = async () => {
      const engine = createFakeEngine({ continuation: () => "" });
      return { engine: Object.assign(engine, { threads: 2, dispose: () => Promise.reject(new Error("stuck")) }) };
    };
    const { host, settings, events } = createStage({ load });
    host.need();
    await turn();
    events();
    settings.set({ ...DEFAULT_SETTINGS, modelPath: "/other" });
    await turn();
    expect(events().slice(-4)).toEqual(["settle", "bug! Error: stuck", "ready", "engine"]);
    await host.dispose();
    expect(events().at(-1)).toBe("bug! Error: stuck");
  });

  it("new settings while it loads: the first model never comes into use", async () => {
    const { host, settings, clock, events } = createStage();
    host.need();
    await clock.advance(500);
    settings.set({ ...DEFAULT_SETTINGS, threads: 1 });
    settings.set({ ...DEFAULT_SETTINGS, threads: 3 });
    await clock.advance(2000);
    expect(events().filter((event) => /^(load |engine|dispose)/.test(event))).toEqual([
      "load embedded",
      "dispose",
      "load embedded",
      "engine",
    ]);
  });

  it("changed settings load nothing that nobody needs", async () => {
    const { host, settings, clock, events } = createStage();
    settings.set({ ...DEFAULT_SETTINGS, modelPath: "/other" });
    await clock.advance(MINUTE);
    expect(events()).toEqual([]);
    host.need();
    await clock.advance(1000);
    expect(events()).toContain("load /other");
  });

  it("dispose waits for the memory", async () => {
    const { host, clock, events } = createStage();
    host.need();
    await clock.advance(1000);
    events();
    await host.dispose();
    expect(events().slice(-2)).toEqual(["settle", "dispose"]);
  });
});

describe("requests", () => {
  it("shows thinking for a request that takes a while, not for a quick one", async () => {
    const { host, clock, events } = createStage();
    host.need();
    await clock.advance(1000);
    events();
    await host.during(async () => SHOWN);
    await clock.advance(100);
    expect(events()).toEqual([]);
    const slow = host.during(() => clock.sleep(200).then(() => SHOWN));
    const slower = host.during(() => clock.sleep(300).then(() => SHOWN));
    await clock.advance(250);
    expect(events()).toEqual(["thinking"]);
    await clock.advance(50);
    await Promise.all([slow, slower]);
    expect(events()).toEqual(["ready"]);
  });

  it("an engine that fails again and again is loaded afresh once, then given up", async () => {
    const { host, clock, events } = createStage();
    const fail = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time++) await host.during(async () => FAILED);
      await clock.advance(1000);
    };
    host.need();
    await clock.advance(1000);
    await fail(2);
    await host.during(async () => SHOWN);
    events();
    await fail(2);
    expect(events()).toEqual([]);
    await fail(1);
    expect(events().slice(-5)).toEqual(["settle", "dispose", "load embedded", "ready", "engine"]);
    await fail(3);
    expect(host.status()).toMatchObject({ state: "error", message: "llama.cpp says no" });
    expect(events()).toContain("error! llama.cpp says no");
    host.need();
    await clock.advance(1000);
    expect(host.status().state).toBe("error");
  });

  it("a failing request still ends, and an exception passes through", async () => {
    const { host } = createStage();
    await expect(host.during(() => Promise.reject(new Error("bug")))).rejects.toThrow("bug");
    expect(await host.during(async () => FAILED)).toBe(FAILED);
  });

  it("exceptions again and again are as bad as failures: the model is loaded afresh", async () => {
    const { host, clock, events } = createStage();
    host.need();
    await clock.advance(1000);
    for (let time = 0; time < 3; time++)
      await expect(host.during(() => Promise.reject(new Error("bug")))).rejects.toThrow("bug");
    await clock.advance(1000);
    expect(events().slice(-5)).toEqual(["settle", "dispose", "load embedded", "ready", "engine"]);
  });
});
