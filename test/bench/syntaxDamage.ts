/** Right texts with one mistake put in. Pure. */

import type { Random } from "../random.ts";

export type DamageKind = "closer" | "lineBreak" | "indentation" | "tokenGone" | "tokenTwice";

export interface Damaged {
  readonly kind: DamageKind;
  /** The whole text with the mistake. */
  readonly whole: string;
  /** Up to here it is judged as a prefix: the mistake, and what makes it plain. */
  readonly end: number;
}

/** A token of a clean text. */
export interface Leaf {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** What a clean text consists of. */
export interface Anatomy {
  /** In the order of the text. */
  readonly leaves: readonly Leaf[];
  /** Offsets of statements that are not the first of their block. */
  readonly statements: readonly number[];
}

export interface DamageOptions {
  readonly random: Random;
  /** Whether leaves of a type are strings that must end on their line. */
  readonly isOneLine: (type: string) => boolean;
  /** Blocks are told by their indentation. */
  readonly indents: boolean;
}

/** One of each kind that the text has a place for. */
export function damage(text: string, { leaves, statements }: Anatomy, options: DamageOptions): readonly Damaged[] {
  const { random, isOneLine, indents } = options;
  return [
    breakCloser(text, leaves, random),
    breakString(text, leaves, { random, isOneLine }),
    indents ? breakIndentation(text, statements, random) : undefined,
    dropToken(text, leaves, random),
    doubleToken(text, leaves, random),
  ].filter((one) => one !== undefined);
}

const OTHER_CLOSER: Readonly<Record<string, string>> = { ")": "]", "]": "}", "}": ")" };

/** A closing bracket becomes another kind; `leaves` are the text's tokens, so that strings and comments stay whole. */
export function breakCloser(text: string, leaves: readonly Leaf[], random: Random): Damaged | undefined {
  const closers = leaves.filter(({ type, start, end }) => type in OTHER_CLOSER && end - start === 1);
  if (closers.length === 0) return undefined;
  const { type, start } = random.pick(closers);
  return {
    kind: "closer",
    whole: `${text.slice(0, start)}${OTHER_CLOSER[type]}${text.slice(start + 1)}`,
    end: start + 2,
  };
}

/** A line break in the middle of a string that has none. */
export function breakString(
  text: string,
  leaves: readonly Leaf[],
  { random, isOneLine }: Pick<DamageOptions, "random" | "isOneLine">,
): Damaged | undefined {
  const strings = leaves.filter(
    ({ type, start, end }) => isOneLine(type) && end - start > 2 && /^["'][\w ]+$/.test(text.slice(start - 1, end)),
  );
  if (strings.length === 0) return undefined;
  const { start, end } = random.pick(strings);
  const at = start + 1 + random.below(end - start - 1);
  return { kind: "lineBreak", whole: `${text.slice(0, at)}\n${text.slice(at)}`, end: at + 2 };
}

/** A statement one column to the left. */
export function breakIndentation(text: string, statements: readonly number[], random: Random): Damaged | undefined {
  const indented = statements.filter((start) => text[start - 1] === " " && text[start - 2] === " ");
  if (indented.length === 0) return undefined;
  const start = random.pick(indented);
  return { kind: "indentation", whole: `${text.slice(0, start - 1)}${text.slice(start)}`, end: start + 3 };
}

/** Tokens behind a mistake that a parser may need to notice it. */
const TOKENS_BEHIND = 3;

export function dropToken(text: string, leaves: readonly Leaf[], random: Random): Damaged | undefined {
  const place = pickPlace(leaves, random);
  if (place === undefined) return undefined;
  const { start, end } = leaves[place]!;
  const whole = `${text.slice(0, start)}${text.slice(end)}`;
  return { kind: "tokenGone", whole, end: leaves[place + TOKENS_BEHIND]!.end - (end - start) + 1 };
}

export function doubleToken(text: string, leaves: readonly Leaf[], random: Random): Damaged | undefined {
  const place = pickPlace(leaves, random);
  if (place === undefined) return undefined;
  const { start, end } = leaves[place]!;
  const again = ` ${text.slice(start, end)}`;
  const whole = `${text.slice(0, end)}${again}${text.slice(end)}`;
  return { kind: "tokenTwice", whole, end: leaves[place + TOKENS_BEHIND]!.end + again.length + 1 };
}

/** A token with enough behind it; comments and what spans lines are no tokens in this sense. */
function pickPlace(leaves: readonly Leaf[], random: Random): number | undefined {
  const places = [...leaves.keys()].slice(0, -TOKENS_BEHIND).filter((index) => {
    const { type, start, end } = leaves[index]!;
    return end > start && !type.includes("comment") && end - start < 40;
  });
  return places.length === 0 ? undefined : random.pick(places);
}
