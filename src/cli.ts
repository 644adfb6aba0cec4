/** Composition root of the `turnkey` command. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endOnFailures, ensureCurrentFolder } from "./cli/failures.ts";
import type { Host } from "./cli/host.ts";
import { listenForInterruption } from "./cli/interruption.ts";
import { main } from "./cli/main.ts";
import type { TuningProgress } from "./core/cache/tuning.ts";
import { DEFAULT_SETTINGS } from "./core/settings/settings.ts";
import { createSyntax } from "./grammars.ts";
import { LAPTOP_CONTEXT_SIZE, MAX_ROTATE_MS } from "./llama/contextSize.ts";
import { createEngine } from "./llama/createEngine.ts";
import { runDoctor } from "./llama/doctor.ts";
import { createLocalModels, findModelFile } from "./llama/localModels.ts";
import { LooseEngine } from "./llama/looseEngine.ts";
import { resolveModelFolder } from "./llama/modelFolder.ts";
import { PLAIN_NETWORK } from "./network/networkAccess.ts";
import { findPackageRoot, findStorageFolder, findTrialProgram } from "./places.ts";
import { openServer } from "./remote/openServer.ts";
import { systemClock } from "./system/systemClock.ts";

const packageRoot = findPackageRoot();
const storageFolder = findStorageFolder();
const modelFolder = resolveModelFolder(process.env.TURNKEY_MODEL_FOLDER ?? "", storageFolder);
const modelOptions = async (model: string | undefined) => ({
  modelPath: model === undefined ? "" : await findModelFile(model, { packageRoot, folder: modelFolder }),
  packageRoot,
  modelFolder,
  threads: 0,
  gpu: "auto" as const,
  contextSize: 0,
  storageFolder,
  trialProgram: findTrialProgram(),
  note: (sentence: string) => host.note(`turnkey: ${sentence}`),
});

const host: Host = {
  write: (text) => void process.stdout.write(text),
  note: (line) => void process.stderr.write(`${line}\n`),
  clock: systemClock,
  // The server ends with its client, and by signals as any process does.
  signal: process.argv[2] === "serve" ? new AbortController().signal : listenForInterruption(),
  version: (JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }).version,
  loadEngine: async (model) => {
    const options = await modelOptions(model);
    // A person who waits is told for what; a program reads only what was found.
    if (process.stderr.isTTY) host.note("turnkey: loading the model …");
    return createEngine({ ...options, readsFor: DEFAULT_SETTINGS });
  },
  loadForReplay: async (model, { loose }) => {
    const engine = await createEngine({
      ...(await modelOptions(model)),
      contextSize: LAPTOP_CONTEXT_SIZE,
      nearFirst: true,
    });
    return loose ? new LooseEngine(engine) : engine;
  },
  openServer: (wanted) => openServer(wanted, PLAIN_NETWORK),
  // Loaded when asked for: the other commands start without the server's packages.
  serve: async (words) => {
    const { serve } = await import("./serverWithModel.ts");
    serve(words);
    await new Promise(() => {});
  },
  models: createLocalModels({ packageRoot, folder: modelFolder, storageFolder, network: PLAIN_NETWORK }),
  readLines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
  grammarFolder: join(packageRoot, "grammars"),
  createSyntax: () => createSyntax((message) => host.note(`turnkey: ${message}`)),
  doctor: async ({ model, json, tune }) => {
    const tuning = {
      latencyTargetMs: DEFAULT_SETTINGS.latencyTargetMs,
      onProgress: ({ share, message }: TuningProgress) =>
        host.note(`turnkey: ${Math.round(100 * share)} %  ${message}`),
    };
    const report = await runDoctor({
      ...(await modelOptions(model)),
      ...{ maxRotateMs: MAX_ROTATE_MS, readsFor: DEFAULT_SETTINGS, signal: host.signal },
      ...(tune ? { tuning } : {}),
    });
    process.stdout.write(json ? `${JSON.stringify(report.json)}\n` : `${report.lines.join("\n")}\n`);
    return report.ok;
  },
};

// The server has its own ways to end.
if (process.argv[2] !== "serve") endOnFailures();
if (!ensureCurrentFolder(packageRoot) && process.argv[2] !== "serve") {
  host.note("turnkey: the current folder was deleted; go to one that is there");
  process.exit(1);
}

void main(process.argv.slice(2), host).then(async (code) => {
  await new Promise((resolve) => process.stdout.write("", resolve));
  process.exit(code);
});
