/**
 * Keeps the cells of documents, so that one that is opened again need not be read again: they are saved when another
 * document takes their place, when nothing has happened for a while, and at the end.
 */

import type { OnBug } from "../bug.ts";
import type { Cache } from "../cache/cache.ts";
import type { CellStore } from "../cache/cellStore.ts";
import { type CellFiles, type Engine, EngineFailure } from "../cache/engine.ts";
import { type SavedCells, toRestoredStrip } from "../cache/savedCells.ts";
import type { Clock } from "../clock.ts";
import type { Document } from "../prompt/document.ts";
import { commonRuns } from "../tokens/tokenAlign.ts";
import type { InstanceSource, TokenId } from "../tokens/tokenizer.ts";
import type { TokenRun } from "../tokens/tokenRun.ts";

export interface KeepingOptions {
  readonly store: CellStore;
  /** Whether anything may be kept of what the user has open. */
  readonly isAllowed: () => boolean;
}

export interface CellKeeperPorts extends KeepingOptions {
  readonly cache: Cache;
  readonly engine: Engine;
  readonly cellFiles: CellFiles;
  readonly clock: Clock;
  readonly instances: InstanceSource;
  /** The user's, of documents to leave alone. */
  readonly globs: () => readonly string[];
  /** Runs work with the cache to itself. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly onNote: (message: string) => void;
  readonly onBug: OnBug;
}

/** So long nothing must have happened. */
const IDLE_MS = 30_000;
/** For fewer the disk is not worth its time. */
const LEAST_SPARED = 128;
const LEAST_CHANGED = 64;

/** All methods but `end` are called by who has the cache to itself. */
export class CellKeeper {
  readonly #ports: CellKeeperPorts;
  /** Whose prompt the cache was brought to last. */
  #held: Document | undefined;
  /** What was written or read last. */
  #kept: { readonly uri: string; readonly ids: readonly TokenId[] } | undefined;
  /** Nothing is kept of them that the cache has not had. */
  readonly #known = new Set<string>();
  #resting = new AbortController();

  constructor(ports: CellKeeperPorts) {
    this.#ports = ports;
  }

  /** A document's prompt is wanted soon: what is kept of it comes back where that spares enough. */
  async recall(document: Document, wanted: TokenRun): Promise<void> {
    if (this.#known.has(document.uri) || !this.#mayKeep(document)) return;
    const { cache, engine, store, instances, cellFiles, onNote } = this.#ports;
    const missing = cache.missing(wanted, LEAST_SPARED);
    if (missing <= LEAST_SPARED) return;
    const found = await store.find({ name: document.uri, fingerprint: cellFiles.fingerprint });
    if (found === undefined || found.cells.ids.length > engine.facts.contextSize) {
      this.#known.add(document.uri);
      return;
    }
    const { ids } = found.cells;
    const strip = toRestoredStrip(found.cells, wanted, instances);
    const spared = missing - cache.missingFrom(strip, wanted);
    if (spared < LEAST_SPARED) return;
    this.#known.add(document.uri);
    if (this.#held !== document) await this.#keep();
    const isRead = await this.#tried(() => found.use((path) => cache.restore(strip, () => cellFiles.read(path, ids))));
    if (isRead !== true) return;
    [this.#held, this.#kept] = [document, { uri: document.uri, ids }];
    onNote(`${ids.length} tokens of the document were kept, and ${spared} need not be read again`);
  }

  /** The cache is brought to a document's prompt now: what it holds of another one is kept. */
  async enter(document: Document): Promise<void> {
    this.#rest();
    if (this.#held === document) return;
    await this.#keep();
    this.#held = document;
  }

  /** The engine is about to go. */
  async end(): Promise<void> {
    this.#resting.abort();
    const { alone, store } = this.#ports;
    await alone(async () => {
      await this.#keep();
      await store.settled();
    });
    this.#held = undefined;
  }

  /** Begins to wait for a time in which nothing happens. */
  #rest(): void {
    this.#resting.abort();
    const resting = new AbortController();
    this.#resting = resting;
    const { clock, alone, onBug } = this.#ports;
    const kept = clock.sleep(IDLE_MS, resting.signal).then(async () => {
      if (!resting.signal.aborted) await alone(() => this.#keep());
    });
    kept.catch(onBug);
  }

  async #keep(): Promise<void> {
    const held = this.#held;
    if (held === undefined) return;
    const { cache, store, cellFiles } = this.#ports;
    if (!this.#mayKeep(held)) {
      await store.forget((name) => name === held.uri);
      return;
    }
    // Whoever comes back to it asks for what is kept.
    this.#known.delete(held.uri);
    const key = { name: held.uri, fingerprint: cellFiles.fingerprint };
    const save = async (cells: SavedCells): Promise<void> => {
      if (!this.#isWorthKeeping(held.uri, cells.ids)) return;
      if (await store.save(key, cells, (path) => cellFiles.write(path))) this.#kept = { uri: held.uri, ids: cells.ids };
    };
    await this.#tried(() => cache.save(save));
  }

  #isWorthKeeping(uri: string, ids: readonly TokenId[]): boolean {
    if (this.#kept?.uri !== uri) return ids.length >= LEAST_SPARED;
    const common = commonRuns(this.#kept.ids, ids).reduce((sum, { length }) => sum + length, 0);
    return ids.length - common >= LEAST_CHANGED;
  }

  /** Only of files, and of none that the model must not read. */
  #mayKeep(document: Document): boolean {
    const { isAllowed, globs } = this.#ports;
    return isAllowed() && document.uri.startsWith("file:") && document.exclusion(globs()) === undefined;
  }

  /** What the native side refuses costs what was kept, and nothing else. */
  async #tried<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      this.#ports.onNote(`what was kept of a document cannot be used: ${error.message}`);
      return undefined;
    }
  }
}
