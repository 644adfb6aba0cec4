/**
 * Matches globs in a time that is at most the glob's length times the path's. A glob becomes a small machine, and all states
 * that it can be in are followed at once, so that no path makes it go back and try another way (Thompson, "Regular expression
 * search algorithm", CACM 1968).
 */

import { fold, type GlobPiece } from "./globPieces.ts";

/** Takes the character `argument`, or one of the set `argument`, to the next state. */
const CHARACTER = 0;
const SET = 1;
const ONE = 2;
/** Take any number of characters, and are the next state as well. */
const TEXT = 3;
const ANYTHING = 4;
/** At a folder's start, where the folders may also end; takes the first character of a name to the state behind. */
const FOLDERS = 5;
const IN_FOLDER = 6;
/** Is each of the states of the list `argument`. */
const WAYS = 7;
const END = 8;

type Operation = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const SLASH = 0x2f;

/** Whether a character is in a set, by its code point. */
type SetTest = (code: number) => boolean;

export class GlobMachine {
  readonly #operations: Operation[] = [];
  /** A code point, or a place in `#sets` or `#ways`. */
  readonly #arguments: number[] = [];
  readonly #sets: SetTest[] = [];
  readonly #ways: number[][] = [];
  readonly #anchored: boolean;
  /** The character, counted from 1, behind which a state was reached last. */
  readonly #reachedAt: Int32Array;
  /** The states in front of a character and behind it. */
  #states: Int32Array;
  #next: Int32Array;
  #count = 0;
  readonly #waiting: number[] = [];

  /** `anchored`: from the beginning of the path; otherwise from any folder on. */
  constructor(pieces: readonly GlobPiece[], anchored: boolean) {
    this.#anchored = anchored;
    this.#write(pieces, 0, pieces.length);
    this.#add(END);
    this.#reachedAt = new Int32Array(this.#operations.length);
    this.#states = new Int32Array(this.#operations.length);
    this.#next = new Int32Array(this.#operations.length);
  }

  matches(path: string): boolean {
    this.#reachedAt.fill(-1);
    this.#count = 0;
    this.#reach(0, 0);
    let step = 0;
    for (let at = 0; at < path.length; at += 1) {
      const code = foldCode(path.codePointAt(at)!);
      if (code > 0xffff) at += 1;
      step += 1;
      const count = this.#count;
      if (count === 0 && this.#anchored) return false;
      [this.#states, this.#next] = [this.#next, this.#states];
      this.#count = 0;
      for (let index = 0; index < count; index += 1) this.#take(this.#next[index]!, code, step);
      if (code === SLASH && !this.#anchored) this.#reach(0, step);
    }
    return this.#reachedAt[this.#operations.length - 1] === step;
  }

  #take(state: number, code: number, step: number): void {
    switch (this.#operations[state]!) {
      case CHARACTER:
        if (code === this.#arguments[state]) this.#reach(state + 1, step);
        break;
      case SET:
        if (this.#sets[this.#arguments[state]!]!(code)) this.#reach(state + 1, step);
        break;
      case ONE:
      case FOLDERS:
        if (code !== SLASH) this.#reach(state + 1, step);
        break;
      case TEXT:
        if (code !== SLASH) this.#reach(state, step);
        break;
      case ANYTHING:
        this.#reach(state, step);
        break;
      case IN_FOLDER:
        this.#reach(code === SLASH ? state - 1 : state, step);
        break;
      default:
      // What takes no character was left when it was reached.
    }
  }

  /** Adds `state`, and what it is as well. */
  #reach(first: number, step: number): void {
    const waiting = this.#waiting;
    const reachedAt = this.#reachedAt;
    for (let state: number | undefined = first; state !== undefined; ) {
      if (reachedAt[state] === step) {
        state = waiting.pop();
        continue;
      }
      reachedAt[state] = step;
      const operation: Operation = this.#operations[state]!;
      if (operation === WAYS) {
        waiting.push(...this.#ways[this.#arguments[state]!]!);
        state = waiting.pop();
        continue;
      }
      this.#states[this.#count] = state;
      this.#count += 1;
      if (operation === TEXT || operation === ANYTHING) state += 1;
      else if (operation === FOLDERS) state += 2;
      else state = waiting.pop();
    }
  }

  #add(operation: Operation, argument = 0): void {
    this.#operations.push(operation);
    this.#arguments.push(argument);
  }

  /** Appends the states of the pieces in [from, to). */
  #write(pieces: readonly GlobPiece[], from: number, to: number): void {
    for (let index = from; index < to; index += 1) {
      const piece = pieces[index]!;
      switch (piece.kind) {
        case "character":
          this.#add(CHARACTER, piece.is.codePointAt(0)!);
          break;
        case "set":
          this.#add(SET, this.#sets.push(toSetTest(piece)) - 1);
          break;
        case "one":
          this.#add(ONE);
          break;
        case "text":
          this.#add(TEXT);
          break;
        case "anything":
          this.#add(ANYTHING);
          break;
        case "folders":
          this.#add(FOLDERS);
          this.#add(IN_FOLDER);
          break;
        case "open":
          this.#writeChoice(pieces, index, piece);
          index = piece.close;
          break;
        default:
          piece satisfies never;
      }
    }
  }

  #writeChoice(
    pieces: readonly GlobPiece[],
    open: number,
    { commas, close }: Extract<GlobPiece, { kind: "open" }>,
  ): void {
    const ways: number[] = [];
    const ends: number[] = [];
    this.#add(WAYS, this.#ways.push(ways) - 1);
    const toEnd = this.#ways.push(ends) - 1;
    let from = open + 1;
    for (const to of [...commas, close]) {
      ways.push(this.#operations.length);
      this.#write(pieces, from, to);
      this.#add(WAYS, toEnd);
      from = to + 1;
    }
    ends.push(this.#operations.length);
  }
}

/** A code point as globs have it: see `fold`. */
export function foldCode(code: number): number {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
  return fold(String.fromCodePoint(code)).codePointAt(0)!;
}

function toSetTest({ negated, ranges }: Extract<GlobPiece, { kind: "set" }>): SetTest {
  const codes = ranges.map(([from, to]) => [from.codePointAt(0)!, to.codePointAt(0)!] as const);
  return (code) => {
    if (code === SLASH) return false;
    const upper = String.fromCodePoint(code).toUpperCase();
    const forms = upper.length <= 2 ? [code, upper.codePointAt(0)!] : [code];
    return codes.some(([from, to]) => forms.some((form) => from <= form && form <= to)) !== negated;
  };
}
