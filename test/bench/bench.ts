/** What the bench's programs share: options, the engine, and work that ends in time. */

import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { listenForInterruption } from "../../src/cli/interruption.ts";
import type { Engine } from "../../src/core/cache/engine.ts";
import { createEngine } from "../../src/llama/createEngine.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { findPackageRoot, findStorageFolder } from "../../src/places.ts";
import { fingerprint, ResultFile } from "./results.ts";
import { findSessionFile } from "./sessions.ts";
import { measureSpeed } from "./speed.ts";
import { WorkTimedEngine } from "./workClock.ts";

export interface BenchOptions {
  readonly minutes: number;
  readonly sessionFile: string;
  /** A GGUF file; "" is the embedded model. */
  readonly model: string;
  /** Forget what was measured before. */
  readonly fresh: boolean;
}

/** `--quick`, `--minutes N`, `--sessions FILE`, `--model M`, `--fresh`. Ends the process with code 2 for others than these and `own`. */
export function readOptions(
  usual: { readonly quickMinutes: number; readonly minutes: number },
  own: NonNullable<ParseArgsConfig["options"]> = {},
): BenchOptions {
  const types = {
    quick: { type: "boolean" },
    minutes: { type: "string" },
    sessions: { type: "string" },
    model: { type: "string" },
    fresh: { type: "boolean" },
  } as const;
  try {
    const { values } = parseArgs({ options: { ...own, ...types } });
    const minutes = Number(values.minutes ?? (values.quick ? usual.quickMinutes : usual.minutes));
    if (!(minutes > 0)) throw new Error(`--minutes is ${values.minutes}, but must be a number > 0`);
    for (const path of [values.sessions, values.model])
      if (path !== undefined && !existsSync(path)) throw new Error(`there is no ${path}`);
    return {
      minutes,
      sessionFile: values.sessions ?? findSessionFile(findPackageRoot()),
      model: values.model ?? "",
      fresh: values.fresh === true,
    };
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : error}`);
    process.exit(2);
  }
}

/** Where results of this state of the code wait for the next run. */
export function openResults<Result>(
  name: string,
  options: BenchOptions,
  keyOf: (result: Result) => string,
): ResultFile<Result> {
  const key = fingerprint(findPackageRoot(), options);
  const file = new ResultFile<Result>(join(findStorageFolder() ?? tmpdir(), "bench", `${name}-${key}.jsonl`), keyOf);
  if (options.fresh) file.clear();
  return file;
}

/** The model as it is, with the context of a laptop. */
export function loadLlama({ model }: BenchOptions): Promise<LlamaEngine> {
  return createEngine({
    modelPath: model,
    packageRoot: findPackageRoot(),
    threads: 0,
    gpu: "auto",
    contextSize: 4096,
    storageFolder: findStorageFolder(),
  });
}

/** Loads the model; its budgets are those of a laptop, whatever this machine does. */
export function loadEngine<Result>(options: BenchOptions, file: ResultFile<Result>): Promise<WorkTimedEngine> {
  return loadEngineAs(options, file, (inner) => new WorkTimedEngine(inner));
}

/** The same, watched in a way of the caller's. */
export async function loadEngineAs<Result, Made extends WorkTimedEngine>(
  options: BenchOptions,
  file: ResultFile<Result>,
  make: (inner: Engine) => Made,
): Promise<Made> {
  const inner = await loadLlama(options);
  const engine = make(inner);
  if (file.header === undefined)
    file.setHeader({ rates: await measureSpeed(engine), model: inner.facts.name, threads: `${inner.threads}` });
  engine.fixRates();
  return engine;
}

/** An end that comes by itself or by Ctrl-C. */
export class Deadline {
  readonly signal = listenForInterruption();
  readonly #at: number;

  constructor(minutes: number) {
    this.#at = performance.now() + minutes * 60_000;
  }

  get isOver(): boolean {
    return this.signal.aborted || performance.now() >= this.#at;
  }
}

/** One line on stderr. */
export function report(line: string): void {
  process.stderr.write(`${line}\n`);
}
