/** One run of node-llama-cpp's downloader, with an end: by success, by the user, by silence, or by the disk. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { ModelDownloader } from "node-llama-cpp";
import { BugError } from "../core/bug.ts";
import { describeStop, type FetchProblem, SpeedMeter } from "../core/models/fetchOutcome.ts";
import type { Fetch } from "../network/networkAccess.ts";
import { describeHttpStatus } from "./modelRemote.ts";
import { type WatchedFetch, watchFetch, withGlobalFetch } from "./watchedFetch.ts";

export interface DownloadOptions {
  /** Of a split model the first part. */
  readonly url: string;
  readonly folder: string;
  readonly fileName: string;
  readonly takesRanges: boolean;
  readonly fetch: Fetch;
  readonly signal?: AbortSignal | undefined;
  readonly stallMs: number;
  readonly onProgress: (progress: { readonly done: number; readonly bytesPerSecond: number }) => void;
}

type Library = typeof import("node-llama-cpp");

/** Between two reports. */
const REPORT_MS = 250;
/** A downloader that was stopped may still be writing for so long. */
const STOP_MAX_MS = 2_000;
const LATE_FAILURES_MS = 10_000;

/** Why a download ended before it was done. */
type Ending =
  | { readonly kind: "stopped"; readonly problem: FetchProblem }
  | { readonly kind: "stalled" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Undefined: all is there. Rejects for what the disk says. */
export async function download(options: DownloadOptions): Promise<FetchProblem | undefined> {
  let refuse: () => void = () => {};
  const { takesRanges } = options;
  const watched = watchFetch(options.fetch, { takesRanges, onRefused: () => refuse() });
  // Takes seconds on a slow disk, which are not the server's.
  const library = await import("node-llama-cpp");
  const run = new DownloadRun(options, watched, library);
  refuse = () => run.end({ kind: "stalled" });
  const ending = await withGlobalFetch(watched.fetch, () => run.toEnd());
  switch (ending?.kind) {
    case undefined:
      return undefined;
    case "stopped":
      return ending.problem;
    case "stalled":
      return describeStall(watched, options);
    case "failed":
      if (isDiskError(ending.error)) throw ending.error;
      return describeFailed(ending.error, watched, options);
  }
}

/** Whose work is under way: one that was stopped may fail late, while another has begun. */
const runs = new AsyncLocalStorage<DownloadRun>();

class DownloadRun {
  /** Ends it before it is done; the first call counts. */
  end: (ending: Ending) => void = () => {};
  readonly #options: DownloadOptions;
  readonly #watched: WatchedFetch;
  readonly #library: Pick<Library, "createModelDownloader">;
  readonly #speed = new SpeedMeter();
  readonly #ending = new Promise<Ending>((resolve) => {
    this.end = resolve;
  });
  #downloader: ModelDownloader | undefined;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: DownloadOptions, watched: WatchedFetch, library: Pick<Library, "createModelDownloader">) {
    this.#options = options;
    this.#library = library;
    this.#watched = watched;
  }

  async toEnd(): Promise<Ending | undefined> {
    // The downloader writes without waiting for the writes.
    const onUnhandled = (error: unknown): void => {
      if (error instanceof BugError) throw error;
      if ((runs.getStore() ?? this) === this) this.end({ kind: "failed", error });
    };
    process.on("unhandledRejection", onUnhandled);
    const stopWatching = this.#watch();
    try {
      this.#work = runs.run(this, () => this.#fetchAll());
      const ending = await Promise.race([this.#work.then(() => undefined), this.#ending]);
      if (ending !== undefined) await this.#stop(ending.kind === "stopped" && ending.problem.kind === "cancelled");
      return ending;
    } catch (error) {
      await this.#stop(false);
      return { kind: "failed", error };
    } finally {
      stopWatching();
      // Writes that were under way fail later still.
      setTimeout(() => process.off("unhandledRejection", onUnhandled), LATE_FAILURES_MS).unref();
    }
  }

  async #fetchAll(): Promise<void> {
    const { url, folder, fileName } = this.#options;
    const { createModelDownloader } = this.#library;
    const asked = { modelUri: url, dirPath: folder, fileName, parallelDownloads: 2, deleteTempFileOnCancel: false };
    this.#downloader = await createModelDownloader(asked);
    await this.#downloader.download();
  }

  /** Reports how far it is, and sees when nothing comes any more or the user has had enough. */
  #watch(): () => void {
    const { signal, stallMs, onProgress } = this.#options;
    let [most, since] = [-1, performance.now()];
    const timer = setInterval(() => {
      const now = performance.now();
      const done = this.#downloader?.downloadedSize ?? 0;
      // Fetched again and again is no progress either.
      if (done > most) [most, since] = [done, now];
      if (now - since > stallMs) this.end({ kind: "stalled" });
      onProgress({ done, bytesPerSecond: this.#speed.note(now, done) });
    }, REPORT_MS);
    const onAbort = (): void => this.end({ kind: "stopped", problem: describeStop(signal!) });
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
    return () => {
      clearInterval(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  }

  /** The downloader is closed first: what it is told by an ended `fetch` it would take for the file's end. */
  async #stop(deleteTempFile: boolean): Promise<void> {
    const cancelled = this.#downloader?.cancel({ deleteTempFile }).catch(() => undefined);
    await Promise.race([cancelled, wait(STOP_MAX_MS)]);
    this.#watched.end();
    await Promise.race([this.#work.catch(() => undefined), wait(STOP_MAX_MS)]);
  }
}

function describeStall({ failure }: WatchedFetch, { url, stallMs }: DownloadOptions): FetchProblem {
  const status = failure();
  if (status !== undefined) return describeHttpStatus(status.status, url, status.retryAfter);
  return {
    kind: "stalled",
    message: `Nothing came for ${Math.round(stallMs / 1000)} s. Check the network and try again: it goes on where it stopped.`,
  };
}

function describeFailed(error: unknown, { failure }: WatchedFetch, { url }: DownloadOptions): FetchProblem {
  const status = failure();
  if (status !== undefined) return describeHttpStatus(status.status, url, status.retryAfter);
  const reason = error instanceof Error ? error.message : String(error);
  return {
    kind: "failed",
    message: `The download failed (${reason.slice(0, 160)}). Try again: it goes on where it stopped.`,
  };
}

function isDiskError(error: unknown): error is NodeJS.ErrnoException {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === "string" && ["write", "open", "ftruncate", "rename", "mkdir", "read"].includes(syscall ?? "");
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
