/** Keeps the index of some folders and answers from it: what the worker does, without the thread. */

import type { ContextChunk } from "../core/prompt/context.ts";
import { DefinitionReader } from "../syntax/definitions.ts";
import type { RepoPlace } from "./candidates.ts";
import { isIndexedText, toIndexedLines } from "./fileRules.ts";
import { mustWalkAgain } from "./folderWalk.ts";
import { NO_STAMP } from "./indexedFile.ts";
import { LessonDesk, type Teaching } from "./lessonDesk.ts";
import { ModuleLayouts } from "./moduleLayouts.ts";
import type { OpenText } from "./nearFiles.ts";
import { RecentEdits } from "./recentEdits.ts";
import { RepoIndex } from "./repoIndex.ts";
import { isInFolders, type ScanOptions, scanAll, scanNear, scanPaths, toIndexedFile, toRoot } from "./repoScan.ts";
import { RepoTexts } from "./repoTexts.ts";
import { fillRoom, findSimilar, type Retrieval, retrieve } from "./retrieve.ts";
import { loadIndex, saveIndex } from "./savedIndex.ts";
import { ShownLines } from "./shownLines.ts";
import { ThreadTurns } from "./threadTurns.ts";

/** What is indexed. */
export interface RepoFolders {
  /** Absolute paths. */
  readonly roots: readonly string[];
  /** The user's, of files to leave alone. */
  readonly globs: readonly string[];
  /** The file that the index is kept in; left out: it is not kept. */
  readonly savedIn?: string;
}

export interface RepoQuestion {
  /** Absolute. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly chars: number;
}

export interface RepoState {
  readonly files: number;
  /** What the files are cut into. */
  readonly units: number;
  /** Of the arrays in memory. */
  readonly bytes: number;
  /** All files have been looked at. */
  readonly isComplete: boolean;
}

const SAVE_AFTER_MS = 60_000;
const HEAD_LINES = 150;
const MOST_SIMILAR = 20;

interface OpenLines {
  readonly lines: readonly string[];
  readonly shown: ShownLines;
}

export class RepoDesk {
  readonly #definitions: DefinitionReader;
  readonly #open = new Map<string, OpenLines>();
  readonly #lessons = new LessonDesk();
  readonly #edits = new RecentEdits();
  readonly #turns = new ThreadTurns();
  #index = new RepoIndex();
  #texts = new RepoTexts();
  #modules = new ModuleLayouts();
  #folders: RepoFolders = { roots: [], globs: [] };
  #isComplete = false;
  /** What is under way belongs to folders that are not looked at any more when it is not the latest. */
  #round = 0;
  #work: Promise<void> = Promise.resolve();
  #saveTimer: NodeJS.Timeout | undefined;

  /** `grammarFolder` has the .wasm files. */
  constructor(grammarFolder: string) {
    this.#definitions = new DefinitionReader(grammarFolder);
  }

  get state(): RepoState {
    const { segments, files } = this.#index;
    const units = segments.reduce((sum, segment) => sum + segment.units, 0);
    const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
    return { files, units, bytes, isComplete: this.#isComplete };
  }

  /** Begins anew with these folders. Resolves when all is read. */
  configure(folders: RepoFolders): Promise<void> {
    this.#round += 1;
    this.#index = new RepoIndex();
    this.#texts = new RepoTexts();
    this.#modules = new ModuleLayouts();
    this.#isComplete = false;
    this.#folders = { ...folders, roots: folders.roots.map(toRoot) };
    return this.#do(async (options) => {
      const saved =
        this.#folders.savedIn === undefined ? undefined : await loadIndex(this.#folders.savedIn, options.breathe);
      for (const _ of options.index.load(saved ?? [])) if (!(await options.breathe())) return;
      await this.#openAll(options);
      for (const document of this.#openTexts()) await scanNear(document, options);
      await this.#scanAll(options);
    });
  }

  /** Files or folders that were changed, made or taken away. Resolves when the index knows. */
  changed(paths: readonly string[]): Promise<void> {
    const all = paths.map(toRoot);
    return this.#do(async (options) => {
      // Other rules may be in force, for open documents too.
      if (mustWalkAgain(all)) return this.#openAll(options).then(() => this.#scanAll(options));
      await scanPaths(all, options);
      this.#saveLater();
    });
  }

  /** What was learnt by now, to go on from; undefined: nothing is learnt, and the shipped weights are in use. */
  learn(lessons: Teaching | undefined): void {
    this.#lessons.begin(lessons);
  }

  /** Its text in an editor stands for the file. */
  async open(path: string, text: string): Promise<void> {
    const key = toRoot(path);
    const before = this.#open.get(key);
    const lines = toIndexedLines(text);
    const open = { lines, shown: ShownLines.ofIndexed(lines) };
    this.#open.set(key, open);
    this.#edits.change(key, before?.lines ?? lines, lines);
    const lesson = this.#lessons.read(key, lines);
    // At once: what is being read from disk may take long.
    const options = this.#options();
    await this.#openIn(options, key, open, text);
    if (before === undefined && !this.#isComplete) await scanNear({ path: key, text }, options);
    if (lesson !== undefined) await this.#do(async ({ breathe }) => void ((await breathe()) && lesson()));
  }

  close(path: string): void {
    const key = toRoot(path);
    this.#open.delete(key);
    this.#lessons.forget(key);
    this.#index.close(key);
  }

  /** Nothing is read while somebody waits for a suggestion. */
  setBusy(isBusy: boolean): void {
    this.#turns.setBusy(isBusy);
  }

  find(question: RepoQuestion): ContextChunk[] {
    const retrieval = { ...this.#retrieval(), ...this.#lessons.useIn(question.path) };
    return retrieve(this.#placeOf(question), question.chars, retrieval);
  }

  /** See `fillRoom`. */
  fill(question: RepoQuestion): ContextChunk[] {
    return fillRoom(this.#placeOf(question), question.chars, this.#retrieval());
  }

  #placeOf({ path, before, after }: RepoQuestion): RepoPlace {
    const key = toRoot(path);
    const head = this.#linesOf(key)?.slice(0, HEAD_LINES).join("\n") ?? "";
    return { path: key, before, after, head, layout: this.#modules.now, edits: this.#edits.all };
  }

  /** Code of other files that is like a text of one. */
  similar(path: string, text: string): ContextChunk[] {
    const place = { path: toRoot(path), before: text, after: "", head: "" };
    return findSimilar(place, MOST_SIMILAR, this.#retrieval());
  }

  #retrieval(): Retrieval {
    return {
      index: this.#index,
      linesOf: (file) => this.#linesOf(file),
      shownPath: (file) => toShownPath(file, this.#folders.roots),
    };
  }

  #linesOf(file: string): ShownLines | undefined {
    const open = this.#open.get(file);
    if (open !== undefined) return open.shown;
    const stamp = this.#index.stampOf(file);
    return stamp && this.#texts.linesOf(file, stamp, this.#folders.globs);
  }

  /** Keeps the index on disk, at once unless there is `breathe`; false where that could not be done. */
  async save(breathe?: ScanOptions["breathe"]): Promise<boolean> {
    clearTimeout(this.#saveTimer);
    const { savedIn } = this.#folders;
    return savedIn !== undefined && this.#isComplete && saveIndex(savedIn, this.#index, breathe);
  }

  async #scanAll(options: ScanOptions): Promise<void> {
    const round = this.#round;
    await scanAll(options, this.#openTexts());
    if (round !== this.#round) return;
    this.#isComplete = true;
    await this.save(options.breathe);
  }

  async #openAll(options: ScanOptions): Promise<void> {
    for (const [path, open] of this.#open) await this.#openIn(options, path, open, open.lines.join("\n"));
  }

  async #openIn(options: ScanOptions, path: string, open: OpenLines, text: string): Promise<void> {
    const isShown = isIndexedText(path, text, options.globs) && (await isInFolders(path, options));
    const file = { path, text, lines: open.lines };
    const rest = () => this.#turns.rest();
    const document = isShown ? await toIndexedFile(file, options.definitions, NO_STAMP, rest) : undefined;
    // It may have been closed while it was read, or changed again.
    if (this.#open.get(path) === open) options.index.open(path, document);
  }

  #openTexts(): OpenText[] {
    return [...this.#open].map(([path, { lines }]) => ({ path, text: lines.join("\n") }));
  }

  /** One after another, and nothing of it for folders that are not looked at any more. */
  #do(work: (options: ScanOptions) => Promise<void>): Promise<void> {
    const round = this.#round;
    const options = this.#options();
    const done = this.#work.then(() => (round === this.#round ? work(options) : undefined));
    this.#work = done.catch(() => {});
    return done;
  }

  #options(): ScanOptions {
    const round = this.#round;
    return {
      index: this.#index,
      texts: this.#texts,
      definitions: this.#definitions,
      modules: this.#modules,
      roots: this.#folders.roots,
      globs: this.#folders.globs,
      breathe: () => this.#turns.breathe(() => round === this.#round),
    };
  }

  #saveLater(): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.save(this.#options().breathe), SAVE_AFTER_MS);
    this.#saveTimer.unref();
  }
}

/** Within its folder, whose name says which it is where there are several. */
function toShownPath(path: string, roots: readonly string[]): string {
  const root = roots.find((folder) => path.startsWith(`${folder}/`));
  if (root === undefined) return path.slice(path.lastIndexOf("/") + 1);
  const inside = path.slice(root.length + 1);
  return roots.length === 1 ? inside : `${root.slice(root.lastIndexOf("/") + 1)}/${inside}`;
}
