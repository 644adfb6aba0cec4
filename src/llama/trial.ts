/**
 * A model is first loaded in a process of its own: llama.cpp ends the process on what it does not expect in a file, and
 * no check beforehand can know all of that. Only the model that came with us, whose checksum is known, is not tried.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { EngineFailure } from "../core/cache/engine.ts";
import { shorten } from "../core/shortText.ts";
import type { EngineOptions } from "./load.ts";
import type { ModelFile } from "./modelFile.ts";
import { ModelFileFailure, type ModelFileProblemKind } from "./modelProblem.ts";
import { identify, TriedModels } from "./triedModels.ts";

/** What the program is asked to load. */
export type TrialTask = Pick<
  EngineOptions,
  "modelPath" | "packageRoot" | "threads" | "gpu" | "cacheMode" | "cacheType"
>;

/** What the program says when it came to an end. */
export type TrialVerdict =
  | { readonly kind: "good" }
  | { readonly kind: "failed"; readonly message: string; readonly problem?: ModelFileProblemKind };

/** A large model on a slow disk takes minutes; what takes longer hangs. */
const MAX_MS = 15 * 60_000;

/** Characters of what the process wrote at its end. */
const MAX_LAST_WORDS = 16_384;

/** Throws `EngineFailure` when the model is of no use, or rejects in any way once `options.signal` is aborted. */
export async function tryModel(file: ModelFile, options: EngineOptions, libraryVersion: string): Promise<void> {
  const { modelPath, trialProgram, gpu, cacheMode = "edit", cacheType = "f16", storageFolder } = options;
  if (modelPath === "" || trialProgram === undefined) return;
  const tried = new TriedModels(storageFolder);
  const identity = await identify(file, [libraryVersion, process.platform, process.arch, gpu, cacheMode, cacheType]);
  if (await tried.has(identity)) return;
  const { threads, packageRoot } = options;
  const task: TrialTask = { modelPath: file.path, packageRoot, threads, gpu, cacheMode, cacheType };
  const end = await runTrial(trialProgram, task, options.signal);
  options.signal?.throwIfAborted();
  refuseAfter(end, basename(file.path));
  await tried.add(identity);
}

/** How a trial ended. */
interface TrialEnd {
  readonly verdict: TrialVerdict | undefined;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last that it wrote. */
  readonly lastWords: string;
  readonly isLate: boolean;
  /** It could not be started. */
  readonly error: NodeJS.ErrnoException | undefined;
}

async function runTrial(program: string, task: TrialTask, signal: AbortSignal | undefined): Promise<TrialEnd> {
  let child: ChildProcess;
  try {
    child = fork(program, [], {
      // A debugger's port is taken by us already.
      execArgv: process.execArgv.filter((flag) => !flag.startsWith("--inspect")),
      // Without this a crash starts a debugger, where there is one, to print where it was.
      env: { ...process.env, GGML_NO_BACKTRACE: "1" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
  } catch (error) {
    return { ...NOTHING, error: error as NodeJS.ErrnoException };
  }
  const end = { ...NOTHING } as { -readonly [Field in keyof TrialEnd]: TrialEnd[Field] };
  child.once("message", (verdict) => (end.verdict = verdict as TrialVerdict));
  child.on("error", (error) => (end.error ??= error));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    end.lastWords = (end.lastWords + text).slice(-MAX_LAST_WORDS);
  });
  const stop = (): void => void child.kill("SIGKILL");
  const timer = setTimeout(() => {
    end.isLate = true;
    stop();
  }, MAX_MS);
  signal?.addEventListener("abort", stop);
  try {
    if (signal?.aborted) stop();
    if (child.pid === undefined) {
      // Why is said a moment later.
      await new Promise((resolve) => setImmediate(resolve));
    } else {
      child.send(task, () => {});
      [end.code, end.signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
  return end;
}

const NOTHING: TrialEnd = {
  verdict: undefined,
  code: null,
  signal: null,
  lastWords: "",
  isLate: false,
  error: undefined,
};

/** A verdict counts even when the process died later, on its way out. */
function refuseAfter({ verdict, code, signal, lastWords, isLate, error }: TrialEnd, name: string): void {
  if (verdict?.kind === "good") return;
  if (verdict?.kind === "failed") {
    const { problem } = verdict;
    const message = verdict.message.includes(name) ? verdict.message : `${name} cannot be used. ${verdict.message}`;
    throw problem === undefined ? new EngineFailure(message) : new ModelFileFailure({ kind: problem, message });
  }
  if (isLate)
    throw new ModelFileFailure({
      kind: "endless",
      message: `${name} was not loaded within ${MAX_MS / 60_000} minutes. Choose another model in turnkey.model.path.`,
    });
  if (error !== undefined && code === null && signal === null)
    throw new EngineFailure(
      `The process that tries ${name} could not be started (${error.code ?? error.message}). Close other programs and try again.`,
    );
  if (signal === "SIGKILL" || signal === "SIGTERM")
    throw new EngineFailure(
      `The process that tried ${name} was ended from outside, as happens when memory runs out. Close other programs, or choose a smaller model.`,
    );
  // An exception of JavaScript's, and not of the model's.
  if (code === 1) {
    const reason = /^(?:Uncaught )?\w*Error\b.*$/m.exec(lastWords)?.[0] ?? "exit code 1";
    throw new EngineFailure(
      `The process that tries ${name} failed (${shorten(reason, 200)}). Close other programs and try again.`,
    );
  }
  throw new ModelFileFailure({
    kind: "deadly",
    message:
      `${name} made llama.cpp end its process (${findCause(lastWords) ?? signal ?? `exit code ${code}`}): the file is ` +
      "damaged, or of a kind that this Turnkey cannot use. Download it again, or choose another model in turnkey.model.path.",
  });
}

/** llama.cpp's failed assertion, or what a C++ exception said that nobody caught. */
function findCause(lastWords: string): string | undefined {
  const cause = /GGML_ASSERT\((?:(?!GGML_ASSERT\().)*\) failed|what\(\): .*/.exec(lastWords)?.[0];
  return cause === undefined ? undefined : shorten(cause.replace(/^what\(\): +/, ""), 200);
}
