/** Composition root of the process that looks after models for the editor: one task, one answer. */

import { EngineFailure } from "./core/cache/engine.ts";
import { PAUSE } from "./core/models/fetchOutcome.ts";
import { createLocalModels } from "./llama/localModels.ts";
import { resolveModelFolder } from "./llama/modelFolder.ts";
import { tryModelFile } from "./llama/modelTry.ts";
import { tune } from "./llama/tune.ts";
import { findPackageRoot, findStorageFolder, findTrialProgram } from "./places.ts";
import { CANCEL_MODEL_TASK, type ModelAnswers, type ModelReply, type ModelTask, PAUSE_MODEL_TASK } from "./protocol.ts";

const stopped = new AbortController();

process.once("message", (task) => void answer(task as ModelTask).then(end));
process.on("message", (message) => {
  if (message === CANCEL_MODEL_TASK) stopped.abort();
  if (message === PAUSE_MODEL_TASK) stopped.abort(PAUSE);
});
// The window is gone; what was fetched so far is of use to the next one.
process.once("disconnect", () => process.exit(0));

async function answer(task: ModelTask): Promise<ModelReply> {
  try {
    return { kind: "done", answer: await work(task) };
  } catch (error) {
    if (error instanceof EngineFailure) return { kind: "failed", message: error.message };
    return { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function work({ folder, network, work }: ModelTask): Promise<ModelAnswers[keyof ModelAnswers]> {
  const storageFolder = findStorageFolder();
  const packageRoot = findPackageRoot();
  const modelFolder = resolveModelFolder(folder, storageFolder);
  const models = createLocalModels({ packageRoot, storageFolder, folder: modelFolder, network });
  switch (work.kind) {
    case "list":
      return await models.list();
    case "check":
      await models.check((check) => send({ kind: "checked", check }), stopped.signal);
      return null;
    case "get":
      return await models.get(work.wanted, {
        signal: stopped.signal,
        onProgress: (progress) => send({ kind: "progress", progress }),
      });
    case "remove":
      return (await models.remove(work.name)) ?? null;
    case "try": {
      const places = { packageRoot, storageFolder, trialProgram: findTrialProgram() };
      const options = { ...work.settings, ...places, modelPath: work.path, contextSize: 0, signal: stopped.signal };
      return (await tryModelFile(options)) ?? null;
    }
    case "tune":
      return await tune({
        ...{ ...work.settings, packageRoot, storageFolder, modelPath: work.path, threads: 0, contextSize: 0 },
        ...{ modelFolder, trialProgram: findTrialProgram(), signal: stopped.signal },
        onProgress: (progress) => send({ kind: "tuning", progress }),
      });
    default:
      return work satisfies never;
  }
}

function send(reply: ModelReply): void {
  process.send?.(reply, undefined, undefined, () => undefined);
}

function end(reply: ModelReply): void {
  process.send?.(reply, undefined, undefined, () => process.exit(0));
}
