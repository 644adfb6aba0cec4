/** Python's rules of lines, which its grammar here hardly checks: indentation, handlers of `try`, strings on one line. */

import { skipPythonString } from "./pythonStrings.ts";

/** How far a line is indented, by tab stops of 8 and of 1: Python wants both to agree. */
interface Width {
  readonly wide: number;
  readonly narrow: number;
}

interface Level extends Width {
  /** The last statement here is a `try` without a handler. */
  needsHandler: boolean;
}

/** Whether some continuation of `text`, which begins at the left margin of a file, keeps the rules. */
export function canKeepPythonLines(text: string): boolean {
  const lines = new PythonLines(text);
  while (!lines.isAtEnd) {
    const width = lines.skipIndentation();
    if (lines.skipEmptyLine()) continue;
    if (lines.isAtEnd) return true;
    if (!lines.enterStatement(width) || !lines.skipStatement()) return false;
  }
  return true;
}

const INDENTATION = /[ \t]*(?![ \t#\r\n])/y;

/**
 * `text` with the lines in brackets made one, all offsets kept, where one of them stands further left than the statement:
 * behind an operator the grammar takes it for the end of a block.
 */
export function unfoldBrackets(text: string): string {
  let unfolded = "";
  let indentation = indentationAt(text, 0);
  let isNeeded = false;
  let depth = 0;
  let at = 0;
  const take = (end: number): void => {
    unfolded += text.slice(at, end);
    at = end;
  };
  const blank = (end: number): void => {
    unfolded += " ".repeat(end - at);
    at = end;
  };
  while (at < text.length) {
    const character = text[at]!;
    NAME.lastIndex = at;
    const word = NAME.exec(text)?.[0] ?? "";
    const quote = text[at + word.length];
    if ((quote === '"' || quote === "'") && (word === "" || STRING_PREFIX.test(word)))
      take(skipPythonString(text, at + word.length, word) ?? text.length);
    else if (character === "#") (depth > 0 ? blank : take)(lineEnd(text, at));
    else if (character === "\n") {
      const next = indentationAt(text, at + 1) ?? indentation;
      if (depth === 0) indentation = next;
      else isNeeded ||= (next ?? 0) < (indentation ?? 0);
      (depth > 0 ? blank : take)(at + 1);
    } else {
      if ("([{".includes(character)) depth += 1;
      else if (")]}".includes(character)) depth = Math.max(0, depth - 1);
      take(character === "\\" ? at + 2 : at + (word.length || 1));
    }
  }
  return isNeeded ? unfolded : text;
}

/** Undefined on a line that says nothing. */
function indentationAt(text: string, lineStart: number): number | undefined {
  INDENTATION.lastIndex = lineStart;
  return INDENTATION.exec(text)?.[0].length;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

const NAME = /[\w$\u0080-\uFFFF]+/y;
const STRING_PREFIX = /^(?:[rbuft]|rb|br|rf|fr|rt|tr)$/i;
const NEVER_LAST_WORDS = new Set(
  "and or not in is if elif while for lambda import from as def class with del assert await async global nonlocal".split(
    " ",
  ),
);
/** Signs of operators. */
const NEVER_LAST = "=+-*/%&|^~<>.@!";
const HANDLERS = ["except", "finally"];

class PythonLines {
  readonly #text: string;
  readonly #levels: Level[] = [{ wide: 0, narrow: 0, needsHandler: false }];
  #at = 0;
  /** The statement before ended with a colon. */
  #opensBlock = false;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  skipIndentation(): Width {
    let wide = 0;
    let narrow = 0;
    for (; ; this.#at += 1) {
      const character = this.#text[this.#at];
      if (character === " ") [wide, narrow] = [wide + 1, narrow + 1];
      else if (character === "\t") [wide, narrow] = [(Math.floor(wide / 8) + 1) * 8, narrow + 1];
      else if (character === "\f") [wide, narrow] = [0, 0];
      else if (character !== "\uFEFF") return { wide, narrow };
    }
  }

  /** Nothing or a comment: such lines have no indentation. */
  skipEmptyLine(): boolean {
    const character = this.#text[this.#at];
    if (character === "#") this.#skipComment();
    if (this.isAtEnd) return character === "#";
    if (this.#text[this.#at] !== "\n" && this.#text[this.#at] !== "\r") return false;
    this.#at += 1;
    return true;
  }

  /** False when a statement cannot begin here. */
  enterStatement(width: Width): boolean {
    if (!this.#enterLevel(width)) return false;
    NAME.lastIndex = this.#at;
    const word = NAME.exec(this.#text)?.[0] ?? "";
    const isUnfinished = this.#at + word.length === this.#text.length;
    const level = this.#levels.at(-1)!;
    if (level.needsHandler) {
      const isHandler = HANDLERS.some((name) => name === word || (isUnfinished && name.startsWith(word)));
      if (!isHandler) return false;
    }
    level.needsHandler = word === "try" && /^try\s*:/.test(this.#text.slice(this.#at, this.#at + 80));
    return true;
  }

  #enterLevel({ wide, narrow }: Width): boolean {
    const top = this.#levels.at(-1)!;
    if (this.#opensBlock) {
      this.#levels.push({ wide, narrow, needsHandler: false });
      return wide > top.wide && narrow > top.narrow;
    }
    while (this.#levels.at(-1)!.wide > wide) if (this.#levels.pop()!.needsHandler) return false;
    const level = this.#levels.at(-1)!;
    return level.wide === wide && level.narrow === narrow;
  }

  /** To the next line that is not the same statement. False when a string cannot go on so. */
  skipStatement(): boolean {
    let depth = 0;
    let last = "";
    const from = this.#at;
    let lastWord = "";
    while (!this.isAtEnd) {
      const character = this.#text[this.#at]!;
      if (character === "\n" && depth === 0) break;
      NAME.lastIndex = this.#at;
      const word = NAME.exec(this.#text)?.[0] ?? "";
      const quote = this.#text[this.#at + word.length];
      if ((quote === '"' || quote === "'") && (word === "" || STRING_PREFIX.test(word))) {
        const end = skipPythonString(this.#text, this.#at + word.length, word);
        if (end === undefined) return false;
        this.#at = end;
        last = quote;
        lastWord = "";
        continue;
      }
      if (character === "#") this.#skipComment();
      else if (character === "\\") this.#at += this.#text.startsWith("\r\n", this.#at + 1) ? 3 : 2;
      else this.#at += word.length || 1;
      if (character === "#" || /\s/.test(character)) continue;
      if ("([{".includes(character)) depth += 1;
      // What closes nothing is the grammar's to judge.
      else if (")]}".includes(character)) depth = Math.max(0, depth - 1);
      last = character;
      lastWord = word;
    }
    if (!this.isAtEnd && this.#needsMore(from, lastWord || last)) return false;
    this.#at += 1;
    this.#opensBlock = last === ":";
    return true;
  }

  /** No statement ends so: after an operator the grammar would take the next line along. */
  #needsMore(from: number, last: string): boolean {
    if (NEVER_LAST_WORDS.has(last)) return true;
    if (!NEVER_LAST.includes(last)) return false;
    const statement = this.#text.slice(from, this.#at).trimEnd();
    return !/\.\.\.$/.test(statement) && !(last === "*" && /^from\b/.test(statement)) && !/#/.test(statement);
  }

  #skipComment(): void {
    this.#at = lineEnd(this.#text, this.#at);
  }
}
