/** The first lines of a text, shown while the rest of it is still being written. */

import type { OnBug } from "../bug.ts";
import type { Writing } from "../writing/writer.ts";
import type { Written } from "../writing/written.ts";
import type { Finished } from "./recipe.ts";
import type { Beginning, Stored } from "./store.ts";

/** Further down nobody looks for the first line that stands by itself. */
const MOST_LINES = 12;

export interface BeginningsOptions {
  readonly entry: Stored;
  /** What would become of the text if it ended there. */
  readonly finish: (written: Written) => Promise<Finished>;
  readonly onBug: OnBug;
}

/** Looks at one text. It is asked about its first lines only while somebody waits for them: each question takes the grammar's time. */
export class Beginnings {
  readonly #options: BeginningsOptions;
  /** Requests that take a beginning for an answer. */
  #waiting = 0;
  #isAsking = false;
  /** Up to where lines were looked at. */
  #seen = 0;
  #wake = (): void => {};
  #next = new Promise<void>(() => {});

  constructor(options: BeginningsOptions) {
    this.#options = options;
    this.#renew();
  }

  /** Resolves when more of the text can be shown. */
  get next(): Promise<void> {
    return this.#next;
  }

  /** While `work` goes on, somebody takes a beginning for an answer. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#waiting += 1;
    try {
      await work();
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Called after each token. Returns at once. */
  look(): void {
    const { entry, onBug } = this.#options;
    const { writing } = entry;
    if (this.#waiting === 0 || this.#isAsking || writing === undefined || !hasNewLine(writing.text, this.#seen)) return;
    this.#isAsking = true;
    this.#lookAt(writing)
      .catch(onBug)
      .finally(() => {
        this.#isAsking = false;
      });
  }

  /** The first line of a text that has come to its end, where that stands by itself. */
  async lookBack(written: Written): Promise<void> {
    const isOneLine = !written.text.trim().includes("\n");
    if (this.#waiting === 0 || isOneLine || this.#options.entry.line !== undefined) return;
    await this.#tryLines(written);
  }

  async #lookAt(writing: Writing): Promise<void> {
    const { entry } = this.#options;
    const { text, costs, scored } = writing;
    const written: Written = { ...scored, text: text.slice(0, text.lastIndexOf("\n")), end: "timeLimit", costs };
    const from = this.#seen;
    this.#seen = written.text.length;
    if (entry.line === undefined) await this.#tryLines(written, from);
    else await this.#try(written);
  }

  /** The shortest beginning that ends with a line and stands by itself. */
  async #tryLines(written: Written, from = 0): Promise<void> {
    const { text } = written;
    const lines = text.split("\n").slice(0, MOST_LINES);
    for (const count of lines.keys()) {
      const length = lines.slice(0, count + 1).join("\n").length;
      if (length <= from || length === 0 || lines[count]!.trim() === "") continue;
      if (await this.#try({ ...written, text: text.slice(0, length) })) return;
    }
  }

  async #try(written: Written): Promise<boolean> {
    const { entry, finish } = this.#options;
    const { result, written: tidied } = await finish(written);
    // It may have come to its end meanwhile, or to nothing.
    if ("kind" in result || !isWholeOf(result.text, tidied.text)) return false;
    entry.line ??= result;
    this.#take({ edit: result, written: tidied });
    return true;
  }

  #take(begun: Beginning): void {
    this.#options.entry.begun = begun;
    this.#wake();
    this.#renew();
  }

  #renew(): void {
    this.#next = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function hasNewLine(text: string, seen: number): boolean {
  const end = text.lastIndexOf("\n");
  return end > seen && text.slice(0, end).trim() !== "";
}

/** Whether lines are shown as they were written: neither cut nor closed, but for closers that stand behind the cursor already. */
function isWholeOf(shown: string, written: string): boolean {
  const [all, part] = [written, shown].map((text) => text.replace(/\s+/g, ""));
  return all!.startsWith(part!) && /^[)\]}>"'`;,]*$/.test(all!.slice(part!.length));
}

/** What somebody was shown of it is not in what became of it. */
export function isLost({ shown, begun }: Stored, result: Finished["result"]): boolean {
  if (shown === undefined || begun === undefined) return false;
  return "kind" in result || !result.text.startsWith(begun.edit.text);
}

/** Its first lines are what is left of a text; false where none are known. */
export function keepBegun(entry: Stored): boolean {
  if (entry.begun === undefined) return false;
  entry.edit = entry.begun.edit;
  entry.written = entry.begun.written;
  return true;
}
