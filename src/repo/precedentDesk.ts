/** Keeps the token sequences of some folders' files and of open documents, and reads them piece by piece while nobody waits. */

import type { Clock } from "../core/clock.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";
import type { Precedent, PrecedentKeeper, Vocabulary } from "../core/writing/precedents.ts";
import { toFilePath } from "./fileUri.ts";
import { mustWalkAgain, toChangedPaths } from "./folderWalk.ts";
import { readLayoutOf } from "./moduleLayouts.ts";
import { nearestFirst } from "./nearFiles.ts";
import { toIsInAny } from "./paths.ts";
import { PrecedentIndex } from "./precedentIndex.ts";
import { toRoot } from "./repoScan.ts";
import { SequenceReader } from "./sequenceReader.ts";
import { Slices } from "./slices.ts";
import { FOLDER, StampedFiles, UNCHANGED } from "./stampedFiles.ts";
import { toVotingStretches } from "./votingText.ts";

export interface PrecedentDeskOptions {
  readonly clock: Clock;
  /** Told what went wrong. */
  readonly note: (message: string) => void;
}

/** A document that is being typed in is read again when it was left alone for so long. */
const READ_AFTER_MS = 2000;
/** Five or six bytes each; what is farther away from the open documents is not read any more. */
const MOST_TOKENS = 3_000_000;

/**
 * Another one with each change: what was read of an earlier one is worth nothing. Both are asked for together: a moment later the
 * document may have changed, or be closed.
 */
interface OpenDocument {
  readonly text: () => string | undefined;
  readonly writtenAt: () => readonly number[];
  readonly changes: number;
}

export class PrecedentDesk implements PrecedentKeeper {
  readonly #options: PrecedentDeskOptions;
  #index = new PrecedentIndex();
  #vocabulary: Vocabulary | undefined;
  #reader: SequenceReader | undefined;
  #roots: readonly string[] = [];
  #globs: readonly string[] = [];
  #files = new StampedFiles([], []);
  readonly #open = new Map<string, OpenDocument>();
  /** Paths to be read, in this order. */
  readonly #waiting = new Set<string>();
  #mustScan = false;
  #work: Promise<void> | undefined;
  readonly #closing = new AbortController();
  readonly #slices: Slices;

  constructor(options: PrecedentDeskOptions) {
    this.#options = options;
    this.#slices = new Slices(options.clock, this.#closing.signal);
  }

  get state(): Pick<PrecedentIndex, "files" | "tokens" | "bytes"> {
    return this.#index;
  }

  useVocabulary(vocabulary: Vocabulary | undefined): void {
    if (vocabulary !== undefined && vocabulary.name !== this.#vocabulary?.name) {
      this.#forget();
      this.#vocabulary = vocabulary;
    }
    this.#reader = vocabulary && new SequenceReader(vocabulary.tokenizer);
    this.#begin();
  }

  /** URIs; those that are not on this machine's disk are left out. None: nothing is kept. */
  setFolders(uris: readonly string[], globs: readonly string[]): void {
    this.#roots = uris.flatMap((uri) => this.nameOf(uri) ?? []);
    this.#globs = globs;
    this.#forget();
    this.#begin();
  }

  /** URIs of files or folders that were changed, made or taken away on disk. */
  filesChanged(uris: readonly string[]): void {
    const paths = toChangedPaths(uris, (uri) => this.nameOf(uri));
    if (mustWalkAgain(paths)) this.#mustScan = true;
    // Of an open document its text in the editor stands for the file.
    else this.#changedOnDisk(paths.filter((path) => !this.#open.has(path)));
    this.#begin();
  }

  nameOf(uri: string): string | undefined {
    const path = toFilePath(uri);
    return path === undefined ? undefined : toRoot(path);
  }

  changed(uri: string, text: () => string | undefined, writtenAt: () => readonly number[] = () => []): void {
    const path = this.nameOf(uri);
    if (path === undefined) return;
    const changes = (this.#open.get(path)?.changes ?? 0) + 1;
    this.#open.set(path, { text, writtenAt, changes });
    if (changes > 1) this.#drop(path);
    void this.#options.clock.sleep(changes === 1 ? 0 : READ_AFTER_MS, this.#closing.signal).then(() => {
      if (this.#open.get(path)?.changes === changes) this.#enqueue(path);
    });
  }

  closed(uri: string): void {
    const path = this.nameOf(uri);
    if (path === undefined || !this.#open.delete(path)) return;
    this.#drop(path);
    this.#enqueue(path);
  }

  /** What was read stands there no longer, and reading it again may have to wait. */
  #drop(path: string): void {
    this.#index.remove(path);
    this.#files.forget(path);
  }

  setBusy(isBusy: boolean): void {
    this.#slices.setBusy(isBusy);
  }

  find(context: readonly TokenId[], without: string | undefined): readonly Precedent[] {
    return this.#index.find(context, without);
  }

  /** Resolves when all that is to be read has been. */
  async settle(): Promise<void> {
    while (this.#work !== undefined) await this.#work;
  }

  dispose(): void {
    this.#closing.abort();
    this.#reader = undefined;
  }

  #forget(): void {
    this.#index = new PrecedentIndex();
    this.#files = new StampedFiles(this.#roots, this.#globs);
    this.#waiting.clear();
    this.#mustScan = this.#roots.length > 0;
    for (const path of this.#open.keys()) this.#waiting.add(path);
  }

  #changedOnDisk(paths: readonly string[]): void {
    // What is not known as a file may have been a folder, or become one.
    const unknown = new Set(paths.filter((path) => !this.#index.has(path)));
    const isInUnknown = toIsInAny(unknown);
    if (unknown.size > 0) for (const known of this.#index.paths()) if (isInUnknown(known)) this.#waiting.add(known);
    for (const path of paths)
      if (!unknown.has(path) || /\.[^/.]+$/.test(path)) this.#waiting.add(path);
      else this.#mustScan = true;
  }

  #enqueue(path: string): void {
    this.#waiting.add(path);
    this.#begin();
  }

  #begin(): void {
    if (this.#work !== undefined || !this.#canWork) return;
    this.#work = this.#run()
      .catch((error: unknown) => this.#options.note(`reading what stands elsewhere failed: ${error}`))
      .finally(() => (this.#work = undefined));
  }

  get #canWork(): boolean {
    return this.#reader !== undefined && this.#roots.length > 0 && !this.#closing.signal.aborted;
  }

  async #run(): Promise<void> {
    while (this.#canWork && (this.#waiting.size > 0 || this.#mustScan)) {
      const [path] = this.#waiting;
      if (path === undefined) await this.#scan();
      else {
        this.#waiting.delete(path);
        await this.#read(path);
        // Also where there was little to read, or nothing new.
        await this.#slices.breathe();
      }
    }
  }

  /** Everything that is new waits from now on, the nearest to open documents first; what is gone is forgotten. */
  async #scan(): Promise<void> {
    this.#mustScan = false;
    const index = this.#index;
    const isStale = () => index !== this.#index || !this.#canWork;
    const found = await this.#files.walk(isStale, () => this.#slices.breathe());
    const open = [...this.#open].map(([path, { text }]) => ({ path, text: text() ?? "" }));
    const inOrder = await nearestFirst(found, open, await readLayoutOf(found), async () => {
      await this.#slices.breathe();
      return !isStale();
    });
    if (isStale()) {
      this.#mustScan ||= index === this.#index;
      return;
    }
    // Other rules may be in force for open documents too.
    for (const path of [...this.#open.keys(), ...index.paths()]) if (!found.has(path)) this.#waiting.add(path);
    for (const path of inOrder) this.#waiting.add(path);
  }

  async #read(path: string): Promise<void> {
    const index = this.#index;
    const open = this.#open.get(path);
    const text = open === undefined ? await this.#files.read(path) : open.text();
    const writtenAt = open?.writtenAt();
    if (text === FOLDER) this.#mustScan = true;
    if (text === UNCHANGED || text === FOLDER) return;
    const isShown = text !== undefined && (await this.#files.isShown(path, text));
    if (index !== this.#index) return;
    if (!isShown) index.remove(path);
    else if (open !== undefined || index.has(path) || index.tokens < MOST_TOKENS) {
      const ids = await this.#tokenize(toVotingStretches(text, writtenAt));
      if (index !== this.#index || this.#open.get(path) !== open) return;
      if (ids === undefined) {
        this.#files.forget(path);
        this.#waiting.add(path);
        return;
      }
      index.put(path, ids);
    }
    for (const _ of index.tidy()) await this.#slices.breathe();
  }

  /** Undefined when the vocabulary has gone meanwhile: the file waits for it. */
  async #tokenize(stretches: readonly string[]): Promise<TokenId[] | undefined> {
    const reader = this.#reader;
    const steps = reader?.read(stretches);
    for (let step = steps?.next(); step !== undefined; step = steps?.next()) {
      if (step.done) return step.value;
      await this.#slices.breathe();
      if (this.#reader !== reader) return undefined;
    }
    return undefined;
  }
}
