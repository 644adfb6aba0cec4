/** One side of `npm run bench -- keyCpu`: types what it is sent with the sources of the checkout that its argument names. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CacheStep } from "../../src/core/cache/cells.ts";
import type { Engine, Verifying } from "../../src/core/cache/engine.ts";
import { WrappedEngine } from "../../src/core/cache/wrappedEngine.ts";
import type { Session } from "../../src/replay/session.ts";
import type { CpuParts, KeyCost, TypedKeys } from "./keyCpuKeys.ts";
import { WorkTimedEngine } from "./workClock.ts";

const root = process.argv[2]!;
/** Types are those of today: what is used of an older checkout must fit them. */
const from = (path: string): Promise<unknown> => import(pathToFileURL(join(root, "src", path)).href);
const { PLANNERS } = (await from("core/cache/planners.ts")) as typeof import("../../src/core/cache/planners.ts");
const { DEFAULT_SETTINGS } = (await from(
  "core/settings/settings.ts",
)) as typeof import("../../src/core/settings/settings.ts");
const { createSyntax } = (await from("grammars.ts")) as typeof import("../../src/grammars.ts");
const { createEngine } = (await from("llama/createEngine.ts")) as typeof import("../../src/llama/createEngine.ts");
const { REPLAY_HEALING } = (await from("replay/player.ts")) as typeof import("../../src/replay/player.ts");
const { replay } = (await from("replay/replay.ts")) as typeof import("../../src/replay/replay.ts");

type Part = keyof Omit<CpuParts, "other">;

/** What was done since the last `take`; shared by the caches of a model, of which one is at work at a time. */
class Meter {
  #ms: Record<Part, number> = { reading: 0, rotating: 0, decoding: 0, choosing: 0 };
  #walked = 0;
  #evaluations = 0;

  async measure<Result>(part: Part, work: () => Promise<Result>): Promise<Result> {
    const before = process.cpuUsage();
    try {
      return await work();
    } finally {
      this.#ms[part] += toMs(process.cpuUsage(before));
    }
  }

  evaluated(walked: number): void {
    this.#walked += walked;
    this.#evaluations += 1;
  }

  take(): Omit<CpuParts, "other"> & Pick<KeyCost, "walked" | "evaluations"> {
    const taken = { ...this.#ms, walked: this.#walked, evaluations: this.#evaluations };
    this.#ms = { reading: 0, rotating: 0, decoding: 0, choosing: 0 };
    this.#walked = this.#evaluations = 0;
    return taken;
  }
}

class MeteredEngine extends WrappedEngine {
  readonly #meter: Meter;
  readonly #near: MeteredEngine | undefined;
  /** Keys wait to be re-rotated, which the next evaluation does, in all positions. */
  #isMoved = false;

  constructor(inner: Engine, meter: Meter) {
    super(inner);
    this.#meter = meter;
    this.#near = inner.near && new MeteredEngine(inner.near, meter);
  }

  override get near(): Engine | undefined {
    return this.#near;
  }

  override get verifying(): Verifying | undefined {
    const { verifying } = this.inner;
    return (
      verifying && {
        costs: verifying.costs,
        verify: (run) => this.#evaluate("decoding", () => verifying.verify(run)),
        readBehind: (index) => verifying.readBehind(index),
      }
    );
  }

  override apply(step: CacheStep): Promise<void> {
    if (step.kind === "move" && step.delta !== 0) this.#isMoved = true;
    if (step.kind !== "evaluate") return super.apply(step);
    return this.#evaluate(step.run.ids.length === 1 ? "decoding" : "reading", () => super.apply(step));
  }

  override best(...asked: Parameters<Engine["best"]>): ReturnType<Engine["best"]> {
    return this.#meter.measure("choosing", () => super.best(...asked));
  }

  #evaluate(part: Part, work: () => Promise<void>): Promise<void> {
    const isMoved = this.#isMoved;
    this.#isMoved = false;
    this.#meter.evaluated(isMoved ? this.facts.contextSize : 0);
    return this.#meter.measure(isMoved ? "rotating" : part, work);
  }
}

const syntax = createSyntax((line) => console.error(line));
const meter = new Meter();
const loaded = await createEngine({
  ...{ modelPath: "", packageRoot: root, threads: 0, gpu: "off", contextSize: 0 },
  ...{ readsFor: DEFAULT_SETTINGS, nearFirst: true },
});
const engine = new WorkTimedEngine(new MeteredEngine(loaded, meter));
engine.fixRates();
const about = `${loaded.threads} threads, ${loaded.facts.contextSize} positions`;

process.on("message", (session: Session) => {
  void type(session).then((typed) => process.send!(typed));
});
process.on("disconnect", () => {
  syntax.close();
  void engine.dispose().then(() => process.exit());
});
process.send!({ about });

async function type(session: Session): Promise<TypedKeys> {
  const keys: KeyCost[] = [];
  const signal = new AbortController().signal;
  let before = process.cpuUsage();
  meter.take();
  // Each key asks at once, and all that follows from it is done before the next.
  const playing = replay([session], {
    ...{ engine, syntax, clock: engine.clock, planner: PLANNERS.edit, healing: REPLAY_HEALING.request },
    ...{ settings: DEFAULT_SETTINGS, signal, keep: false, pace: "hurry" },
  });
  for await (const { outcome, tokens, healed } of playing) {
    const { walked, evaluations, ...parts } = meter.take();
    const { reading, rotating, decoding, choosing } = parts;
    const other = toMs(process.cpuUsage(before)) - reading - rotating - decoding - choosing;
    const { evaluated, generated, moved } = tokens;
    keys.push({ ...parts, other, outcome: outcome.kind, evaluated, generated, healed, moved, walked, evaluations });
    before = process.cpuUsage();
  }
  return { keys: keys.slice(1) };
}

function toMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
