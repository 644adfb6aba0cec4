/**
 * Globs: how they are written, and which of a list can be used. `globMachine.ts` matches them.
 *
 * `*` is any text without `/`, `**` any folders, `?` one character, `[a-z]` and `[!a-z]` one of a set, `{a,b}` one of several.
 * A glob matches from any folder on (`docs/*.md` also matches `/home/me/docs/a.md`) unless it begins with `/` or a drive; one
 * that ends in `/` means everything in that folder. Upper and lower case are the same: too much silence is the safer mistake.
 */

import { endsOf } from "./globEnds.ts";
import { foldCode, GlobMachine } from "./globMachine.ts";
import { cutGlob, type GlobPiece } from "./globPieces.ts";

/** Answers whether a path with `/` between its folders matches. */
export type GlobMatcher = (path: string) => boolean;

export const MAX_GLOB_LENGTH = 1000;
export const MAX_GLOB_NESTING = 10;
/** Of one list, in characters and in globs. */
export const MAX_GLOBS_LENGTH = 10_000;
export const MAX_GLOBS = 500;

/** Why a glob is not used; undefined when it is right. An empty one is right and matches nothing. */
export function globProblem(glob: string): string | undefined {
  if (glob.length > MAX_GLOB_LENGTH) return `is longer than ${MAX_GLOB_LENGTH} characters`;
  const pieces = cutGlob(glob);
  if (nestingOf(pieces) > MAX_GLOB_NESTING) return `has braces more than ${MAX_GLOB_NESTING} deep`;
  const turned = pieces.find((piece) => piece.kind === "set" && piece.ranges.some(([from, to]) => from > to));
  return turned === undefined ? undefined : "has a range the wrong way round";
}

export interface CheckedGlobs {
  readonly globs: readonly string[];
  /** What is wrong with those left out, each a part of a sentence that begins with the list's name. */
  readonly problems: readonly string[];
}

/** The globs of a list that can be used. */
export function checkGlobs(list: readonly unknown[]): CheckedGlobs {
  const globs: string[] = [];
  const problems: string[] = [];
  let length = 0;
  for (const [index, glob] of list.entries()) {
    const problem = typeof glob === "string" ? globProblem(glob) : "is not a text";
    if (problem !== undefined) {
      problems.push(`holds ${abridge(glob)}, which ${problem}; it is left out.`);
    } else {
      globs.push(glob as string);
      length += (glob as string).length;
    }
    const rest = list.length - index - 1;
    if (rest > 0 && (globs.length >= MAX_GLOBS || length > MAX_GLOBS_LENGTH || problems.length >= MAX_PROBLEMS)) {
      problems.push(`is too long: its last ${rest} globs are left out.`);
      break;
    }
  }
  return { globs, problems };
}

/** Complaints about one list: nobody reads more. */
const MAX_PROBLEMS = 5;

function abridge(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : `a value of type ${typeof value}`;
  return typeof value === "string" && value.length > 40 ? `${text}…` : text;
}

/** Never throws: what is not a glob means itself, and what `globProblem` complains of matches nothing. */
export function compileGlob(glob: string): GlobMatcher {
  const slashed = withoutDots(glob.trim().replaceAll("\\", "/"));
  const whole = slashed.endsWith("/") ? `${slashed}**` : slashed;
  if (whole === "" || globProblem(glob) !== undefined) return () => false;
  const pieces = cutGlob(whole);
  const machine = new GlobMachine(pieces, /^(?:\/|[a-z]:\/)/i.test(whole));
  // Most globs are of a name alone: the folders in front of it need not be gone through.
  if (pieces.every(staysInName)) {
    const { first, last } = endsOf(pieces);
    return (path) => {
      const start = path.lastIndexOf("/") + 1;
      return mayBe(path, start, first) && mayBe(path, path.length - 1, last) && machine.matches(path.slice(start));
    };
  }
  const literal = longestLiteral(pieces);
  return (path) => toLower(path).includes(literal) && machine.matches(path);
}

/** Only of plain characters it is said here that they are none of those: others may be two units, or fold in ways of their own. */
function mayBe(path: string, at: number, characters: ReadonlySet<number> | undefined): boolean {
  if (characters === undefined || at < 0 || at >= path.length) return true;
  const code = path.charCodeAt(at);
  return code > LAST_PLAIN || characters.has(foldCode(code));
}

const LAST_PLAIN = 0x7e;

/** The path asked about last is asked about again, for one glob after another. */
let lowered = { path: "", lower: "" };

function toLower(path: string): string {
  if (lowered.path !== path) lowered = { path, lower: path.toLowerCase() };
  return lowered.lower;
}

/** The longest text of plain characters that stands in all that matches; as `toLowerCase` leaves it. */
function longestLiteral(pieces: readonly GlobPiece[]): string {
  let longest = "";
  let now = "";
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at]!;
    now = piece.kind === "character" && piece.is <= "~" ? now + piece.is : "";
    if (piece.kind === "open") at = piece.close;
    if (now.length > longest.length) longest = now;
  }
  return longest;
}

function staysInName(piece: GlobPiece): boolean {
  return piece.kind === "character" ? piece.is !== "/" : piece.kind !== "anything" && piece.kind !== "folders";
}

/** `./a` is `a`. */
function withoutDots(glob: string): string {
  let start = 0;
  while (glob.startsWith("./", start)) start += 2;
  return glob.slice(start);
}

function nestingOf(pieces: readonly GlobPiece[]): number {
  const ends: number[] = [];
  let deepest = 0;
  for (const [index, piece] of pieces.entries()) {
    if (ends.at(-1) === index) ends.pop();
    if (piece.kind === "open") deepest = Math.max(deepest, ends.push(piece.close));
  }
  return deepest;
}
