/**
 * Globs matched without going back: a glob becomes a small machine whose states are all followed at once through the path
 * (Thompson, "Regular expression search algorithm", CACM 1968). The time is at most that of the glob's length times the
 * path's, whatever both say.
 *
 * `*` is any text without `/`, `**` any folders, `?` one character, `[a-z]` and `[!a-z]` one of a set, `{a,b}` one of several.
 * A glob matches from any folder on (`docs/*.md` also matches `/home/me/docs/a.md`) unless it begins with `/` or a drive; one
 * that ends in `/` means everything in that folder. Upper and lower case are the same: too much silence is the safer mistake.
 */

/** Answers whether a path with `/` between its folders matches. */
export type GlobMatcher = (path: string) => boolean;

export const MAX_GLOB_LENGTH = 1000;
export const MAX_GLOB_NESTING = 10;
/** Of one list, in characters and in globs. */
export const MAX_GLOBS_LENGTH = 20_000;
export const MAX_GLOBS = 500;

/** Why a glob is not used; undefined when it is right. An empty one is right and matches nothing. */
export function globProblem(glob: string): string | undefined {
  if (glob.length > MAX_GLOB_LENGTH) return `is longer than ${MAX_GLOB_LENGTH} characters`;
  const pieces = cut(glob);
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
  const program: State[] = [];
  const pieces = cut(whole);
  write(program, pieces, 0, pieces.length);
  program.push({ kind: "end" });
  const run = new Run(program);
  const anchored = /^(?:\/|[a-z]:\/)/i.test(whole);
  return (path) => run.matches(path, anchored);
}

/** `./a` is `a`. */
function withoutDots(glob: string): string {
  let start = 0;
  while (glob.startsWith("./", start)) start += 2;
  return glob.slice(start);
}

type Piece =
  | { readonly kind: "character"; readonly is: string }
  | { readonly kind: "one" | "text" | "anything" | "folders" }
  | { readonly kind: "set"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  /** The places of the commas and of the closer belong to the pieces around. */
  | { readonly kind: "open"; readonly commas: number[]; close: number };

/** A glob in pieces. A brace without a partner is a character. */
function cut(glob: string): readonly Piece[] {
  const characters = [...glob.replaceAll("\\", "/")];
  const pieces: Piece[] = [];
  const open: { readonly at: number; readonly commas: number[] }[] = [];
  const closed = new Map<number, Piece>();
  for (let at = 0; at < characters.length; ) {
    const { piece, length } = pieceAt(characters, at, pieces, open);
    if (piece.kind === "character" && piece.is === "{") open.push({ at: pieces.length, commas: [] });
    if (piece.kind === "character" && piece.is === ",") open.at(-1)?.commas.push(pieces.length);
    if (piece.kind === "character" && piece.is === "}") {
      const opener = open.pop();
      if (opener) closed.set(opener.at, { kind: "open", commas: opener.commas, close: pieces.length });
    }
    pieces.push(piece);
    at += length;
  }
  return pieces.map((piece, index) => closed.get(index) ?? piece);
}

function pieceAt(
  characters: readonly string[],
  at: number,
  before: readonly Piece[],
  open: readonly { readonly at: number; readonly commas: readonly number[] }[],
): { readonly piece: Piece; readonly length: number } {
  const character = characters[at]!;
  if (character === "?") return { piece: { kind: "one" }, length: 1 };
  if (character === "[") return setAt(characters, at) ?? { piece: { kind: "character", is: "[" }, length: 1 };
  if (character !== "*") return { piece: { kind: "character", is: fold(character) }, length: 1 };
  let stars = 1;
  while (characters[at + stars] === "*") stars += 1;
  if (stars === 1) return { piece: { kind: "text" }, length: 1 };
  const last = before.at(-1);
  const inner = open.at(-1);
  const begins = inner !== undefined && [inner.at, ...inner.commas.slice(-1)].includes(before.length - 1);
  const startsFolder = last === undefined || begins || (last.kind === "character" && last.is === "/");
  if (startsFolder && characters[at + stars] === "/") return { piece: { kind: "folders" }, length: stars + 1 };
  return { piece: { kind: "anything" }, length: stars };
}

/** `[a-z_]` at `at`; undefined where it is not closed, empty, or holds a `/`. */
function setAt(
  characters: readonly string[],
  at: number,
): { readonly piece: Piece; readonly length: number } | undefined {
  const negated = characters[at + 1] === "!" || characters[at + 1] === "^";
  const start = at + (negated ? 2 : 1);
  let end = start;
  while (end < characters.length && characters[end] !== "]" && characters[end] !== "/") end += 1;
  if (characters[end] !== "]" || end === start) return undefined;
  const ranges: (readonly [string, string])[] = [];
  for (let index = start; index < end; index += 1) {
    const isRange = characters[index + 1] === "-" && index + 2 < end;
    ranges.push([characters[index]!, characters[isRange ? index + 2 : index]!]);
    if (isRange) index += 2;
  }
  return { piece: { kind: "set", negated, ranges }, length: end + 1 - at };
}

function nestingOf(pieces: readonly Piece[]): number {
  const ends: number[] = [];
  let deepest = 0;
  for (const [index, piece] of pieces.entries()) {
    if (ends.at(-1) === index) ends.pop();
    if (piece.kind === "open") deepest = Math.max(deepest, ends.push(piece.close));
  }
  return deepest;
}

/** A state passes one character on to the next state, or several ways without one. */
type State =
  | { readonly kind: "pass"; readonly passes: (character: string) => boolean }
  | { readonly kind: "go"; readonly to: number[] }
  | { readonly kind: "end" };

const notSlash = (character: string): boolean => character !== "/";
const anything = (): boolean => true;

/** Appends the states of the pieces in [from, to). */
function write(program: State[], pieces: readonly Piece[], from: number, to: number): void {
  for (let index = from; index < to; index += 1) {
    const piece = pieces[index]!;
    switch (piece.kind) {
      case "character":
        program.push({ kind: "pass", passes: (character) => character === piece.is });
        break;
      case "set":
        program.push({ kind: "pass", passes: (character) => isInSet(character, piece) });
        break;
      case "one":
        program.push({ kind: "pass", passes: notSlash });
        break;
      case "text":
        writeLoop(program, notSlash);
        break;
      case "anything":
        writeLoop(program, anything);
        break;
      case "folders":
        writeFolders(program);
        break;
      case "open":
        writeChoice(program, pieces, index, piece);
        index = piece.close;
        break;
      default:
        piece satisfies never;
    }
  }
}

function writeLoop(program: State[], passes: (character: string) => boolean): void {
  const start = program.length;
  program.push({ kind: "go", to: [start + 1, start + 3] }, { kind: "pass", passes }, { kind: "go", to: [start] });
}

/** Names of at least one character, a `/` behind each. */
function writeFolders(program: State[]): void {
  const start = program.length;
  program.push(
    { kind: "go", to: [start + 1, start + 5] },
    { kind: "pass", passes: notSlash },
    { kind: "go", to: [start + 1, start + 3] },
    { kind: "pass", passes: (character) => character === "/" },
    { kind: "go", to: [start] },
  );
}

function writeChoice(
  program: State[],
  pieces: readonly Piece[],
  open: number,
  { commas, close }: Extract<Piece, { kind: "open" }>,
): void {
  const ways: number[] = [];
  const ends: number[] = [];
  program.push({ kind: "go", to: ways });
  let from = open + 1;
  for (const to of [...commas, close]) {
    ways.push(program.length);
    write(program, pieces, from, to);
    program.push({ kind: "go", to: ends });
    from = to + 1;
  }
  ends.push(program.length);
}

/** Only what keeps its length, or paths would change theirs. */
function fold(character: string): string {
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}

function isInSet(character: string, { negated, ranges }: Extract<Piece, { kind: "set" }>): boolean {
  if (character === "/") return false;
  const forms = [character, character.toUpperCase()];
  return ranges.some(([from, to]) => forms.some((form) => from <= form && form <= to)) !== negated;
}

/** Follows all states of a program through a path at once. */
class Run {
  readonly #program: readonly State[];
  /** The step at which a state was reached last. */
  readonly #reachedAt: Int32Array;

  constructor(program: readonly State[]) {
    this.#program = program;
    this.#reachedAt = new Int32Array(program.length);
  }

  matches(path: string, anchored: boolean): boolean {
    this.#reachedAt.fill(-1);
    let states: number[] = [];
    let step = 0;
    this.#reach(0, step, states);
    for (const character of path) {
      step += 1;
      const folded = fold(character);
      const next: number[] = [];
      for (const state of states) {
        const found = this.#program[state]!;
        if (found.kind === "pass" && found.passes(folded)) this.#reach(state + 1, step, next);
      }
      if (!anchored && character === "/") this.#reach(0, step, next);
      states = next;
      if (anchored && states.length === 0) return false;
    }
    return states.includes(this.#program.length - 1);
  }

  /** Adds `state`, or where it goes without a character, to `states`. */
  #reach(first: number, step: number, states: number[]): void {
    const waiting = [first];
    for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
      if (this.#reachedAt[state] === step) continue;
      this.#reachedAt[state] = step;
      const found = this.#program[state]!;
      if (found.kind === "go") waiting.push(...found.to);
      else states.push(state);
    }
  }
}
