/** A document as a client has it, and what it tells the server of it. */

import type { Random } from "../random.ts";
import type { Client, Item } from "../server/support/client.ts";
import { type ContentChange, type Position, randomEvent, toPosition } from "../server/support/randomEdits.ts";

/** Texts to begin with. */
export const LONG_TEXTS = [
  `${"const total = add(first, second);\n".repeat(100)}return `,
  "  return total;\n".repeat(300),
];
export const SHORT_TEXTS = ["if (a) {\n  return 1\n}\n", "function f() {\r\n  return \r\n}\r\n", ""];
/** Longer than this it is written anew. */
const MOST_LENGTH = 8000;

export class SoakDocument {
  readonly uri: string;
  text = "";
  version = 0;
  cursor = 0;
  /** What the server suggested for a version. */
  suggested: { readonly version: number; readonly item: Item } | undefined;

  readonly #texts: readonly string[];

  constructor(uri: string, texts: readonly string[]) {
    this.uri = uri;
    this.#texts = texts;
  }

  /** As the model sees it. */
  get modelText(): string {
    return toModelText(this.text);
  }

  get modelCursor(): number {
    const before = this.text.slice(0, this.cursor);
    // Between "\r" and "\n" counts as in front of both.
    const whole = before.endsWith("\r") && this.text[this.cursor] === "\n" ? before.slice(0, -1) : before;
    return toModelText(whole).length;
  }

  async open(client: Client, random: Random): Promise<void> {
    this.version += 1;
    this.text = random.pick(this.#texts);
    this.cursor = this.text.length;
    this.suggested = undefined;
    await client.open(this.uri, this.text, "typescript", this.version);
  }

  async reopen(client: Client, random: Random): Promise<void> {
    await client.notify("textDocument/didClose", { textDocument: { uri: this.uri } });
    await this.open(client, random);
  }

  moveTo(offset: number): void {
    this.cursor = cutPoint(this.text, Math.max(0, Math.min(offset, this.text.length)));
  }

  /** Offsets are brought into the text; the cursor goes behind what is written at it. */
  async edit(client: Client, offset: number, deleted: number, inserted: string): Promise<void> {
    const start = cutPoint(this.text, Math.max(0, Math.min(offset, this.text.length)));
    const end = Math.max(start, cutPoint(this.text, Math.min(start + deleted, this.text.length)));
    await this.#replace(client, start, end, inserted);
  }

  /** Anything that an editor may send. */
  async change(client: Client, random: Random): Promise<void> {
    const { changes, text } = randomEvent(this.text, (bound) => random.below(bound));
    await this.#send(client, changes, text);
    this.moveTo(this.cursor);
  }

  /** What comes next when what was suggested is typed by hand; anything when nothing was. */
  suggestedNext(length: number): string {
    const { suggested } = this;
    return suggested?.version === this.version ? suggested.item.insertText.slice(0, length) : "z";
  }

  /** Takes what was suggested for the text as it is; false when there is nothing. */
  async accept(client: Client): Promise<boolean> {
    const { suggested } = this;
    if (suggested === undefined || suggested.version !== this.version) return false;
    this.suggested = undefined;
    const { start, end } = suggested.item.range as { start: Position; end: Position };
    await this.#replace(client, offsetOf(this.text, start), offsetOf(this.text, end), suggested.item.insertText);
    return true;
  }

  async #replace(client: Client, start: number, end: number, inserted: string): Promise<void> {
    const range = { start: toPosition(this.text, start), end: toPosition(this.text, end) };
    const text = this.text.slice(0, start) + inserted + this.text.slice(end);
    if (text.length > MOST_LENGTH) {
      const begun = this.#texts[0]!;
      await this.#send(client, [{ text: begun }], begun);
      this.moveTo(this.cursor);
      return;
    }
    await this.#send(client, [{ range, text: inserted }], text);
    this.moveTo(start + inserted.length);
  }

  async #send(client: Client, changes: readonly ContentChange[], text: string): Promise<void> {
    this.version += 1;
    this.text = text;
    await client.change(this.uri, this.version, changes);
  }
}

function toModelText(text: string): string {
  return text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
}

function offsetOf(text: string, { line, character }: Position): number {
  let start = 0;
  for (let at = 0; at < line; at += 1) {
    const end = /\r\n|\n|\r/.exec(text.slice(start));
    start += end === null ? 0 : end.index + end[0].length;
  }
  return start + character;
}

/** Editors put no cursor between \r and \n, nor inside of a surrogate pair. */
function cutPoint(text: string, offset: number): number {
  const around = text.slice(Math.max(0, offset - 1), offset + 1);
  const splits = around === "\r\n" || /^[\ud800-\udbff][\udc00-\udfff]/.test(around);
  return splits && offset > 0 ? offset - 1 : offset;
}
