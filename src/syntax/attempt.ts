/** One parse that is watched: how far the grammar can follow a text, and how sure that is. */

import type { Parser, Tree } from "web-tree-sitter";
import { offsetAt, type Parsed, parse } from "./parsing.ts";

/** A place where a version of the parser could not go on. */
export interface Stop {
  /** The first character that the version did not take, in UTF-16 code units; white space is skipped. */
  readonly offset: number;
  /** The end of the last token that it took. */
  readonly taken: number;
  /** State of the parser before it looked at the next token. */
  readonly state: number;
  /** The token that it did not take, as the grammar calls it. */
  readonly symbol: string;
}

export interface Attempt {
  /** The text is a whole program. */
  readonly isComplete: boolean;
  /** The grammar can follow up to the end. */
  readonly reachesEnd: boolean;
  /** Something behind the end of the text was asked for before all versions had stopped: more text may change everything. */
  readonly sawEnd: boolean;
  readonly stops: readonly Stop[];
}

/**
 * Parses until no version of the parser can go on. What a version shifted is a viable prefix (LR parsers do not shift past
 * an error, Aho & Ullman 1972); the first `resume` in the parser's log is where it begins to repair, and nothing after it counts.
 */
export function attempt(parser: Parser, text: string, base: Parsed | undefined): Attempt {
  const watcher = new Watcher();
  const isOver = () => watcher.isOver;
  parser.setLogger((message, isLex) => {
    if (!isLex) watcher.hear(message);
  });
  let tree: Tree | undefined;
  try {
    tree = parse(parser, text, {
      base,
      onRead: (index) => watcher.read(index >= text.length),
      progressCallback: isOver,
    });
  } finally {
    parser.setLogger(null);
    tree?.delete();
  }
  const stops = watcher.stops.map((stop) => toStop(stop, text, base));
  return {
    isComplete: watcher.isAccepted,
    reachesEnd:
      !watcher.isOver ||
      watcher.isAccepted ||
      stops.some(({ offset }) => offset >= text.length) ||
      watcher.stops.some(({ symbol }) => symbol === "end"),
    sawEnd: watcher.sawEnd,
    stops,
  };
}

interface HeardStop {
  readonly process: string;
  readonly symbol: string;
}

const DETECTED = "detect_error lookahead:";

/** Listens to the log. Nothing here may throw: the runtime would not survive it. */
class Watcher {
  readonly stops: HeardStop[] = [];
  isOver = false;
  isAccepted = false;
  sawEnd = false;
  #process = "";

  hear(message: string): void {
    if (this.isOver) return;
    if (message.startsWith("process ")) this.#process = message;
    else if (message.startsWith(DETECTED))
      this.stops.push({ process: this.#process, symbol: message.slice(DETECTED.length) });
    else if (message.startsWith("resume ")) this.isOver = true;
    else if (message === "accept") this.isAccepted = true;
  }

  read(isPastEnd: boolean): void {
    if (isPastEnd && !this.isOver) this.sawEnd = true;
  }
}

/** The log counts columns in bytes of UTF-16. */
const PROCESS = /state:(\d+), row:(\d+), col:(\d+)$/;
const SPACE = /[\s\uFEFF]*/y;

function toStop({ process, symbol }: HeardStop, text: string, base: Parsed | undefined): Stop {
  const [, state, row, column] = PROCESS.exec(process) ?? ["", "0", "0", "0"];
  const taken = offsetAt(text, { row: Number(row), column: Number(column) / 2 }, base);
  SPACE.lastIndex = taken;
  SPACE.exec(text);
  return { offset: SPACE.lastIndex, taken, state: Number(state), symbol };
}
