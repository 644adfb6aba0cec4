/** The port to where cells are kept that outlive their engine. */

import type { SavedCells } from "./savedCells.ts";

export interface CellStore {
  /**
   * Keeps cells in place of those that were kept so before. `write` is called with the path of an empty file that nobody
   * else can read, and puts their keys and values there. False: the disk does not take them, which is noted. Rejects as
   * `write` does. What needs no engine is done behind it; see `settled`.
   */
  save(key: CellKey, cells: SavedCells, write: (path: string) => Promise<void>): Promise<boolean>;
  /** What is kept; undefined: nothing, or nothing that can be used. Damaged files are noted. Never rejects. */
  find(key: CellKey): Promise<KeptCells | undefined>;
  /** Resolves when nothing is being written. Never rejects. */
  settled(): Promise<void>;
  /** Deletes what is kept by such names, whatever made it, and what cannot be told to be kept by another. Never rejects. */
  forget(isMeant: (name: string) => boolean): Promise<void>;
}

export interface CellKey {
  /** The document's URI. */
  readonly name: string;
  /** See `CellFiles`. */
  readonly fingerprint: string;
}

export interface KeptCells {
  /** Not yet compared with their checksum. */
  readonly cells: SavedCells;
  /**
   * Calls `read` with the path of a file that is what was saved, byte by byte; false where that is not so, and is noted.
   * Rejects as `read` does.
   */
  use(read: (path: string) => Promise<void>): Promise<boolean>;
}
