/** Asks the thread that keeps the index, and ends it when it does not answer. */

import { type Clock, withinTime } from "../core/clock.ts";
import type { ContextChunk } from "../core/prompt/context.ts";
import type { LearntRank, LearntRanks } from "../core/prompt/learntRanks.ts";
import type { RepoFolders, RepoQuestion, RepoState } from "./repoDesk.ts";

export type RepoRequest =
  | { readonly kind: "configure"; readonly folders: RepoFolders }
  | { readonly kind: "changed"; readonly paths: readonly string[] }
  | { readonly kind: "open"; readonly path: string; readonly text: string }
  | { readonly kind: "close"; readonly path: string }
  | { readonly kind: "busy"; readonly isBusy: boolean }
  | { readonly kind: "find"; readonly id: number; readonly question: RepoQuestion }
  | { readonly kind: "similar"; readonly id: number; readonly path: string; readonly text: string }
  | { readonly kind: "learn"; readonly from: LearnFrom | undefined }
  | { readonly kind: "save"; readonly id: number };

/** Where learning starts. `round`: what is learnt from it carries the same. */
export interface LearnFrom {
  readonly round: number;
  readonly workspace: string;
  readonly known: LearntRanks;
}

export type RepoResponse =
  | { readonly kind: "state"; readonly state: RepoState }
  | { readonly kind: "found"; readonly id: number; readonly chunks: readonly ContextChunk[] }
  | { readonly kind: "saved"; readonly id: number }
  /** `rank` left out: it has gone. */
  | { readonly kind: "learnt"; readonly round: number; readonly key: string; readonly rank: LearntRank | undefined }
  | { readonly kind: "failed"; readonly id: number | undefined; readonly message: string };

/** The thread as the client sees it; `node:worker_threads` fits. */
export interface RepoThread {
  postMessage(request: RepoRequest): void;
  on(event: "message", listener: (response: RepoResponse) => void): unknown;
  on(event: "exit" | "error", listener: () => void): unknown;
  terminate(): unknown;
  /** It no longer keeps the process from ending. */
  unref(): void;
}

export interface RepoClientOptions {
  /** Begins a new thread. */
  readonly start: () => RepoThread;
  readonly clock: Clock;
  /** Told what went wrong, and what is known by now. */
  readonly note: (message: string) => void;
  /** `state` is another. */
  readonly onState?: () => void;
}

/** An answer that comes later helps nobody. */
const FIND_MAX_MS = 1000;
/** Somebody looks at a list that is empty yet. */
const SIMILAR_MAX_MS = 5000;
/** A thread that has not answered by then hangs: it may be writing a large segment anew. */
const DEAD_AFTER_MS = 20_000;
const CHANCES = 3;

export type LearntListener = (key: string, rank: LearntRank | undefined) => void;

/** Starts nothing until there are folders. Nothing rejects or throws. */
export class RepoClient {
  readonly #options: RepoClientOptions;
  readonly #waiting = new Map<number, (response: RepoResponse | undefined) => void>();
  /** What a new thread must be told. */
  readonly #open = new Map<string, string>();
  #folders: RepoFolders | undefined;
  #thread: RepoThread | undefined;
  #learning: { readonly from: LearnFrom; readonly tell: LearntListener } | undefined;
  #failures = 0;
  #nextId = 0;
  #rounds = 0;
  #state: RepoState | undefined;
  readonly #closing = new AbortController();

  constructor(options: RepoClientOptions) {
    this.#options = options;
  }

  /** What is known of the index; undefined before the first word from it. */
  get state(): RepoState | undefined {
    return this.#state;
  }

  /** None: nothing is indexed any more. */
  configure(folders: RepoFolders | undefined): void {
    this.#folders = folders;
    this.#know(undefined);
    this.#failures = 0;
    if (folders === undefined || folders.roots.length === 0) this.#end();
    else if (this.#thread === undefined) this.#begin();
    else this.#post({ kind: "configure", folders });
  }

  changed(paths: readonly string[]): void {
    if (paths.length > 0) this.#post({ kind: "changed", paths });
  }

  open(path: string, text: string): void {
    this.#open.set(path, text);
    this.#post({ kind: "open", path, text });
  }

  close(path: string): void {
    if (this.#open.delete(path)) this.#post({ kind: "close", path });
  }

  /** Learns from what is written, and tells `tell` what; undefined: nothing is learnt, nor is what was learnt used. */
  learn(from: Omit<LearnFrom, "round"> | undefined, tell: LearntListener): void {
    this.#rounds += 1;
    this.#learning = from && { from: { ...from, round: this.#rounds }, tell };
    this.#post({ kind: "learn", from: this.#learning?.from });
  }

  /** What a thread that comes after this one begins with too. */
  #learnt({ round, key, rank }: Extract<RepoResponse, { kind: "learnt" }>): void {
    const learning = this.#learning;
    if (learning?.from.round !== round) return;
    const known = new Map(learning.from.known);
    if (rank === undefined) known.delete(key);
    else known.set(key, rank);
    this.#learning = { ...learning, from: { ...learning.from, known } };
    learning.tell(key, rank);
  }

  setBusy(isBusy: boolean): void {
    this.#post({ kind: "busy", isBusy });
  }

  /** Undefined when nobody knows in time. */
  async find(question: RepoQuestion): Promise<readonly ContextChunk[] | undefined> {
    const response = await this.#exchange((id) => ({ kind: "find", id, question }), FIND_MAX_MS);
    return response?.kind === "found" ? response.chunks : undefined;
  }

  /** Code of other files that is like a text of one; none when nobody knows in time. */
  async similar(path: string, text: string): Promise<readonly ContextChunk[]> {
    const response = await this.#exchange((id) => ({ kind: "similar", id, path, text }), SIMILAR_MAX_MS);
    return response?.kind === "found" ? response.chunks : [];
  }

  /** Keeps what is known on disk, and ends. */
  async dispose(): Promise<void> {
    await this.#exchange((id) => ({ kind: "save", id }), FIND_MAX_MS);
    this.#closing.abort();
    this.#end();
  }

  async #exchange(toRequest: (id: number) => RepoRequest, maxMs: number): Promise<RepoResponse | undefined> {
    const thread = this.#thread;
    if (thread === undefined || this.#closing.signal.aborted) return undefined;
    this.#nextId += 1;
    const id = this.#nextId;
    const timer = new AbortController();
    const answered = new Promise<RepoResponse | undefined>((resolve) => this.#waiting.set(id, resolve));
    const late = this.#options.clock.sleep(DEAD_AFTER_MS, timer.signal);
    void late.then(() => {
      if (!timer.signal.aborted && this.#waiting.has(id)) this.#fail(thread, "The index does not answer.");
    });
    void answered.then(() => timer.abort());
    this.#post(toRequest(id));
    return withinTime(answered, this.#options.clock, maxMs);
  }

  #post(request: RepoRequest): void {
    const thread = this.#thread;
    if (thread === undefined) return;
    try {
      thread.postMessage(request);
    } catch (error) {
      this.#fail(thread, `The index cannot be asked: ${error}`);
    }
  }

  #begin(): void {
    const { start, note } = this.#options;
    try {
      const thread = start();
      this.#thread = thread;
      thread.on("message", (response) => this.#hear(thread, response));
      thread.on("error", () => this.#fail(thread, "The index has failed."));
      thread.on("exit", () => this.#fail(thread, "The index has ended."));
      thread.unref();
    } catch (error) {
      note(`The index cannot be had: ${error}`);
      return;
    }
    if (this.#learning !== undefined) this.#post({ kind: "learn", from: this.#learning.from });
    for (const [path, text] of this.#open) this.#post({ kind: "open", path, text });
    if (this.#folders !== undefined) this.#post({ kind: "configure", folders: this.#folders });
  }

  #hear(thread: RepoThread, response: RepoResponse): void {
    if (thread !== this.#thread) return;
    if (response.kind === "state") {
      const isNews = response.state.isComplete && this.#state?.isComplete !== true;
      this.#know(response.state);
      if (isNews)
        this.#options.note(`The index is complete: ${response.state.files} files, ${response.state.units} units.`);
      return;
    }
    if (response.kind === "learnt") {
      this.#learnt(response);
      return;
    }
    if (response.kind === "failed") this.#options.note(`The index failed at a piece of work: ${response.message}`);
    if (response.id === undefined) return;
    this.#waiting.get(response.id)?.(response);
    this.#waiting.delete(response.id);
  }

  #know(state: RepoState | undefined): void {
    const isNews = JSON.stringify(state) !== JSON.stringify(this.#state);
    this.#state = state;
    if (isNews) this.#options.onState?.();
  }

  #fail(thread: RepoThread, message: string): void {
    if (thread !== this.#thread) return;
    this.#options.note(message);
    this.#end();
    this.#failures += 1;
    if (this.#failures < CHANCES && this.#folders !== undefined && !this.#closing.signal.aborted) this.#begin();
  }

  #end(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
    thread?.terminate();
  }
}
