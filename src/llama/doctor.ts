/** `turnkey doctor`: what is there, how fast it is and whether it can be trusted, in sentences a person can act on. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EngineFailure, type Rates } from "../core/cache/engine.ts";
import { adviceForSlow, describeWay, type TuneOutcome, type TuningProgress } from "../core/cache/tuning.ts";
import { createEngine } from "./createEngine.ts";
import type { EngineHealth } from "./health.ts";
import type { LlamaEngine } from "./llamaEngine.ts";
import type { EngineOptions } from "./load.ts";
import { type Machine, readMachine } from "./machine.ts";
import { ModelFileFailure } from "./modelProblem.ts";
import { runSelfChecks, type SelfCheck } from "./selfCheck.ts";
import { tune } from "./tune.ts";

export interface DoctorOptions extends Omit<EngineOptions, "log"> {
  /** The engine is also fitted to this machine. */
  readonly tuning?: {
    readonly latencyTargetMs: number;
    readonly onProgress: (progress: TuningProgress) => void;
  };
}

export interface DoctorReport {
  readonly ok: boolean;
  readonly lines: readonly string[];
  readonly json: DoctorJson;
}

export interface DoctorJson {
  readonly versions: { readonly turnkey: string; readonly node: string; readonly platform: string };
  readonly machine: Machine;
  /** Absent when no engine could be made. */
  readonly engine?: EngineDescription;
  readonly checks: readonly SelfCheck[];
  /** What came of fitting the engine to this machine; absent when it was not asked for. */
  readonly tuning?: TuneOutcome;
  /** What llama.cpp complained about. */
  readonly warnings: readonly string[];
  /** Why there is no engine; `kind` names a problem of the model file. */
  readonly problem?: { readonly kind: string; readonly message: string };
}

export interface EngineDescription extends EngineHealth {
  readonly model: string;
  readonly path: string;
  readonly architecture: string;
  readonly contextSize: number;
  /** Family of the fill-in-the-middle layout; null: prefix-only. */
  readonly fim: string | null;
  readonly threads: number;
  readonly rates: Rates;
  /** Why cached keys are not moved; null: they are. */
  readonly immovable: string | null;
  /** Duration of one re-rotation of all keys. */
  readonly rotateMs: number;
}

/** Loads the model, tries it and unloads it. Rejects only for a bug of ours. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  const warnings: string[] = [];
  const machine = readMachine();
  const versions = {
    turnkey: await readOwnVersion(options.packageRoot),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
  let engine: LlamaEngine | undefined;
  try {
    engine = await createEngine({ ...options, log: (line) => void warnings.push(line) });
    const description = describeEngine(engine);
    const loading = { name: "loading", ok: true, detail: describeLoading(options.modelPath === "") };
    const checks = [loading, ...(await runSelfChecks(engine))];
    // Two models in memory would disturb each other.
    await engine.dispose();
    const found = { versions, machine, engine: description, checks, warnings };
    return toReport(
      options.tuning === undefined ? found : { ...found, tuning: await tune({ ...options, ...options.tuning }) },
    );
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const kind = error instanceof ModelFileFailure ? error.kind : "engine";
    return toReport({ versions, machine, checks: [], warnings, problem: { kind, message: error.message } });
  } finally {
    await engine?.dispose();
  }
}

function describeLoading(embedded: boolean): string {
  const internals = "node-llama-cpp is the version that Turnkey was made for, with all that it uses";
  return embedded
    ? `${internals}; the embedded model has the right checksums.`
    : `${internals}; the model file is whole.`;
}

/** The facts of an engine that runs. */
export function describeEngine(engine: LlamaEngine): EngineDescription {
  const { facts, rates, threads, rotateMs } = engine;
  return {
    model: facts.name,
    path: facts.path,
    architecture: facts.architecture,
    contextSize: facts.contextSize,
    fim: facts.fim?.family ?? null,
    threads,
    immovable: facts.immovable ?? null,
    rotateMs: Math.round(10 * rotateMs) / 10,
    rates: { prefill: Math.round(rates.prefill), decode: Math.round(10 * rates.decode) / 10 },
    ...engine.health,
  };
}

async function readOwnVersion(packageRoot: string): Promise<string> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));
    const version = typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : undefined;
    return typeof version === "string" ? version : "unknown";
  } catch {
    return "unknown";
  }
}

function toReport(json: DoctorJson): DoctorReport {
  const isTuned = json.tuning === undefined || json.tuning.kind === "tuned";
  const ok = json.problem === undefined && json.checks.every((check) => check.ok) && isTuned;
  return { ok, lines: toLines(json, ok), json };
}

function toLines(
  { versions, machine, engine, checks, tuning, warnings, problem }: DoctorJson,
  ok: boolean,
): readonly string[] {
  return [
    `Turnkey ${versions.turnkey} on Node ${versions.node}, ${versions.platform}.`,
    `Machine: ${describeCores(machine)}; ${toGigabytes(machine.freeMemory)} of memory free.`,
    ...(engine === undefined ? [] : toEngineLines(engine)),
    ...checks.map((check) => `${check.ok ? "Good" : "BAD"} (${check.name}): ${check.detail}`),
    ...(tuning === undefined ? [] : toTuningLines(tuning)),
    ...(problem === undefined ? [] : [`BAD (loading): ${problem.message}`]),
    ...warnings.map((line) => `llama.cpp says: ${line}`),
    ok ? "All is well." : "Something is wrong: see the lines that start with BAD.",
  ];
}

function toTuningLines(outcome: TuneOutcome): readonly string[] {
  switch (outcome.kind) {
    case "tuned":
      return [outcome.sentence, `       With ${describeWay(outcome.tuning)}; remembered for this machine and model.`];
    case "cancelled":
      return ["BAD (tuning): cancelled."];
    case "failed":
      return [`BAD (tuning): ${outcome.message}`];
    default:
      return outcome satisfies never;
  }
}

function describeCores({ logicalCores, physicalCores, coreQuota }: Machine): string {
  const physical = physicalCores === undefined || physicalCores === logicalCores ? "" : ` (${physicalCores} physical)`;
  const quota = coreQuota === undefined ? "" : `, of which the container may use ${Number(coreQuota.toFixed(2))}`;
  return `${logicalCores} ${logicalCores === 1 ? "core" : "cores"}${physical}${quota}`;
}

function toEngineLines(engine: EngineDescription): readonly string[] {
  const { decode, prefill } = engine.rates;
  const fim = engine.fim === null ? "without fill-in-the-middle (prefix-only)" : `fill-in-the-middle as ${engine.fim}`;
  const graphics = engine.backend === "cpu" ? "" : `, ${engine.gpuLayers} layers on the graphics card`;
  return [
    `Model: ${engine.model} (${engine.architecture}, ${toGigabytes(engine.modelBytes)}), ${fim}, ${engine.contextSize} positions.`,
    `       ${engine.path}`,
    `Backend: ${engine.backend}${graphics}; llama.cpp ${engine.llamaCppRelease}, node-llama-cpp ${engine.libraryVersion}.`,
    ...(engine.backend === "cpu"
      ? []
      : [
          "         Turnkey was not tested on graphics cards. If completions look wrong, set turnkey.engine.gpu to off.",
        ]),
    `Threads: ${engine.threads} (${engine.threadReason}).`,
    `Cache: ${engine.cacheType} keys and values. ${describeMoving(engine)}`,
    `Speed: reads ${prefill} tokens per second, writes ${decode}.${describeSpeed(engine)}`,
  ];
}

function describeMoving({ immovable, rotateMs }: EngineDescription): string {
  if (immovable === null)
    return `What stands behind a change is kept and moved; moving takes ${rotateMs} ms, however much is moved.`;
  return `What stands behind a change is read again, because ${immovable}.`;
}

/** A line of code is about ten tokens. */
function describeSpeed({ rates, modelBytes }: EngineDescription): string {
  if (rates.decode >= 20) return "";
  return ` That is slow: a line takes more than half a second. ${adviceForSlow(modelBytes)}`;
}

function toGigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GB`;
}
