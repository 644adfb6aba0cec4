/** Cells kept in memory, for tests without a disk. */

import type { CellKey, CellStore, KeptCells } from "../../src/core/cache/cellStore.ts";
import type { SavedCells } from "../../src/core/cache/savedCells.ts";

export class MemoryCellStore implements CellStore {
  readonly kept = new Map<string, { readonly path: string; readonly cells: SavedCells }>();
  /** What was done, in order. */
  readonly calls: string[] = [];
  readonly #onCall: (call: "save" | "find" | "use") => void | Promise<void>;

  /** `onCall`: awaited first; where it throws, the disk does not do it. */
  constructor(onCall: (call: "save" | "find" | "use") => void | Promise<void> = () => {}) {
    this.#onCall = onCall;
  }

  async save({ name }: CellKey, cells: SavedCells, write: (path: string) => Promise<void>): Promise<boolean> {
    this.calls.push(`save ${name}`);
    if (!(await this.#works("save"))) return false;
    const path = `${this.calls.length}`;
    await write(path);
    this.kept.set(name, { path, cells });
    return true;
  }

  async find({ name }: CellKey): Promise<KeptCells | undefined> {
    this.calls.push(`find ${name}`);
    const kept = (await this.#works("find")) ? this.kept.get(name) : undefined;
    return (
      kept && {
        cells: kept.cells,
        use: async (read) => {
          this.calls.push(`use ${name}`);
          if (!(await this.#works("use"))) return false;
          await read(kept.path);
          return true;
        },
      }
    );
  }

  async settled(): Promise<void> {}

  async forget(isMeant: (name: string) => boolean): Promise<void> {
    for (const name of this.kept.keys()) if (isMeant(name)) this.kept.delete(name);
  }

  async #works(call: "save" | "find" | "use"): Promise<boolean> {
    try {
      await this.#onCall(call);
      return true;
    } catch {
      return false;
    }
  }
}
