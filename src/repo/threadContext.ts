/** The port to the repository, on a thread that starts when there are folders. */

import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Clock } from "../core/clock.ts";
import type { Context, ContextChunk, ContextPlace } from "../core/prompt/context.ts";
import type { RankNotes } from "../core/prompt/learntRanks.ts";
import { toFilePath } from "./fileUri.ts";
import { toChangedPaths } from "./folderWalk.ts";
import { hashText } from "./indexedFile.ts";
import { RepoClient } from "./repoClient.ts";
import type { RepoState } from "./repoDesk.ts";

export interface ThreadContextOptions {
  /** repo/repoWorker.ts, or its bundle. */
  readonly workerFile: string;
  /** The folder with the .wasm files. */
  readonly grammarFolder: string;
  /** Where indexes are kept; left out: nowhere. */
  readonly indexFolder?: string | undefined;
  readonly clock: Clock;
  readonly note: (message: string) => void;
  /** `state` is another. */
  readonly onState?: () => void;
}

/** A document that is being typed in is read again after so long. */
const READ_AFTER_MS = 1000;

export class ThreadContext implements Context {
  readonly #options: ThreadContextOptions;
  readonly #client: RepoClient;
  /** Documents that will be read, by path. */
  readonly #toRead = new Map<string, () => string | undefined>();
  /** Documents that were read once. */
  readonly #known = new Set<string>();
  readonly #closing = new AbortController();
  /** A hash of its folders. */
  #workspace: string | undefined;
  #notes: RankNotes | undefined;

  constructor(options: ThreadContextOptions) {
    const { workerFile, grammarFolder, clock, note, onState } = options;
    this.#options = options;
    this.#client = new RepoClient({
      start: () => new Worker(workerFile, { workerData: { grammarFolder } }),
      clock,
      note,
      ...(onState === undefined ? {} : { onState }),
    });
  }

  get state(): RepoState | undefined {
    return this.#client.state;
  }

  /** URIs of folders; what is not on this machine's disk is left out. */
  setFolders(uris: readonly string[], globs: readonly string[]): void {
    const roots = uris.flatMap((uri) => toFilePath(uri) ?? []);
    const { indexFolder } = this.#options;
    const workspace = hashText(roots.join("\n")).toString(36);
    const savedIn = indexFolder === undefined ? {} : { savedIn: join(indexFolder, `${workspace}.index`) };
    this.#client.configure(roots.length === 0 ? undefined : { roots, globs, ...savedIn });
    this.#workspace = workspace;
    this.#learn();
  }

  /** What is likely to help follows what is written, and is noted; undefined: it is as everywhere. */
  learnWith(notes: RankNotes | undefined): void {
    this.#notes = notes;
    this.#learn();
  }

  #learn(): void {
    const [notes, workspace] = [this.#notes, this.#workspace];
    this.#client.learn(undefined, () => {});
    if (notes === undefined || workspace === undefined) return;
    void notes.known().then((known) => {
      const isLatest = notes === this.#notes && workspace === this.#workspace && !this.#closing.signal.aborted;
      if (isLatest) this.#client.learn({ workspace, known }, (key, rank) => notes.learnt(key, rank));
    });
  }

  /** URIs of files or folders that were changed, made or taken away on disk. */
  filesChanged(uris: readonly string[]): void {
    this.#client.changed(toChangedPaths(uris, toFilePath));
  }

  async find({ uri, before, after, chars }: ContextPlace): Promise<readonly ContextChunk[] | undefined> {
    const path = toFilePath(uri);
    return path === undefined ? undefined : this.#client.find({ path, before, after, chars });
  }

  /** Code of other files that is like a text of one. */
  async similar(uri: string, text: string): Promise<readonly ContextChunk[]> {
    const path = toFilePath(uri);
    return path === undefined ? [] : this.#client.similar(path, text);
  }

  changed(uri: string, text: () => string | undefined): void {
    const path = toFilePath(uri);
    if (path === undefined) return;
    const isWaiting = this.#toRead.has(path);
    this.#toRead.set(path, text);
    if (isWaiting) return;
    // Just opened: what stands near it is read first.
    const waitMs = this.#known.has(path) ? READ_AFTER_MS : 0;
    this.#known.add(path);
    void this.#options.clock.sleep(waitMs, this.#closing.signal).then(() => {
      const read = this.#toRead.get(path);
      this.#toRead.delete(path);
      const now = this.#closing.signal.aborted ? undefined : read?.();
      if (now !== undefined) this.#client.open(path, now);
    });
  }

  closed(uri: string): void {
    const path = toFilePath(uri);
    if (path === undefined) return;
    this.#toRead.delete(path);
    this.#known.delete(path);
    this.#client.close(path);
  }

  setBusy(isBusy: boolean): void {
    this.#client.setBusy(isBusy);
  }

  async dispose(): Promise<void> {
    this.#closing.abort();
    await this.#client.dispose();
  }
}
