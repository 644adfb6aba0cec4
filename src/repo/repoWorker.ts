/** The thread that keeps the index: what it reads and finds stops nothing else. */

import { parentPort, workerData } from "node:worker_threads";
import type { Teaching } from "./lessonDesk.ts";
import type { LearnFrom, RepoRequest, RepoResponse } from "./repoClient.ts";
import { RepoDesk } from "./repoDesk.ts";

const desk = new RepoDesk((workerData as { readonly grammarFolder: string }).grammarFolder);

parentPort?.on("message", (request: RepoRequest) => {
  void answer(request).then((response) => {
    if (response !== undefined) parentPort?.postMessage(response);
  });
});

async function answer(request: RepoRequest): Promise<RepoResponse | undefined> {
  try {
    switch (request.kind) {
      case "configure":
        return await tellDuring(desk.configure(request.folders));
      case "changed":
        return await tellDuring(desk.changed(request.paths));
      case "open":
        await desk.open(request.path, request.text);
        return undefined;
      case "close":
        desk.close(request.path);
        return undefined;
      case "busy":
        desk.setBusy(request.isBusy);
        return undefined;
      case "find":
        return { kind: "found", id: request.id, chunks: desk.find(request.question) };
      case "similar":
        return { kind: "found", id: request.id, chunks: desk.similar(request.path, request.text) };
      case "learn":
        desk.learn(request.from && toTeaching(request.from));
        return undefined;
      case "save":
        await desk.save();
        return { kind: "saved", id: request.id };
      default:
        return request satisfies never;
    }
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: "failed", id: "id" in request ? request.id : undefined, message };
  }
}

function toTeaching({ round, workspace, known }: LearnFrom): Teaching {
  const tell: Teaching["tell"] = (key, rank) =>
    parentPort?.postMessage({ kind: "learnt", round, key, rank } satisfies RepoResponse);
  return { workspace, known, tell };
}

/** Somebody may look at how far it is. */
const TELL_EVERY_MS = 1000;

async function tellDuring(work: Promise<void>): Promise<RepoResponse> {
  const toState = (): RepoResponse => ({ kind: "state", state: desk.state });
  const timer = setInterval(() => parentPort?.postMessage(toState()), TELL_EVERY_MS);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
  return toState();
}
