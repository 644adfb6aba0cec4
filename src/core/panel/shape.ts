/** Data from outside, checked against the shape that it should have: what is not as said never gets in. */

import { isRecord } from "../settings/settingKinds.ts";
import { shorten } from "../shortText.ts";

/** What was read, or the first thing that is wrong with it, as a sentence for people. */
export type ShapeReading<Value> = { readonly value: Value } | { readonly problem: string };

/** Reads one value; `at` names it in a problem. Nothing of the value is kept that the shape does not name. */
export type Shape<Value> = (value: unknown, at: string) => ShapeReading<Value>;

export type ValueOf<S> = S extends Shape<infer Value> ? Value : never;

const MAX_SHOWN = 60;

/** A text of at most `most` UTF-16 units. */
export function textOf(most: number): Shape<string> {
  return (value, at) =>
    typeof value === "string" && value.length <= most
      ? { value }
      : wrong(at, value, `a text of at most ${most} characters`);
}

/** A number that is one: neither infinite nor NaN. */
export const aNumber: Shape<number> = (value, at) =>
  typeof value === "number" && Number.isFinite(value) ? { value } : wrong(at, value, "a number");

/** A whole number from 0 on. */
export const aCount: Shape<number> = (value, at) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? { value: value as number } : wrong(at, value, "a count");

export const aSwitch: Shape<boolean> = (value, at) =>
  typeof value === "boolean" ? { value } : wrong(at, value, "true or false");

export function oneOf<const Word extends string>(words: readonly Word[]): Shape<Word> {
  return (value, at) =>
    words.includes(value as Word)
      ? { value: value as Word }
      : wrong(at, value, `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`);
}

/** Undefined stands for what is not there. */
export function maybe<Value>(shape: Shape<Value>): Shape<Value | undefined> {
  return (value, at) => (value === undefined || value === null ? { value: undefined } : shape(value, at));
}

export function listOf<Value>(shape: Shape<Value>, most: number): Shape<readonly Value[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length > most) return wrong(at, value, `a list of at most ${most}`);
    const read: Value[] = [];
    for (const [index, entry] of value.entries()) {
      const reading = shape(entry, `${at}[${index}]`);
      if ("problem" in reading) return reading;
      read.push(reading.value);
    }
    return { value: read };
  };
}

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Fields<S extends Shapes> = { readonly [Field in keyof S]: ValueOf<S[Field]> };

/** Fields that are not named are left out. */
export function recordOf<S extends Shapes>(shapes: S): Shape<Fields<S>> {
  return (value, at) => {
    if (!isRecord(value)) return wrong(at, value, "an object");
    const read: Record<string, unknown> = {};
    for (const [field, shape] of Object.entries(shapes)) {
      // What an object inherits was not sent.
      const reading = shape(Object.hasOwn(value, field) ? value[field] : undefined, `${at}.${field}`);
      if ("problem" in reading) return reading;
      read[field] = reading.value;
    }
    return { value: read as Fields<S> };
  };
}

/** Texts by name. */
export function textsOf(mostEntries: number, mostLength: number): Shape<Readonly<Record<string, string>>> {
  const text = textOf(mostLength);
  return (value, at) => {
    if (!isRecord(value) || Object.keys(value).length > mostEntries)
      return wrong(at, value, `an object of at most ${mostEntries} texts`);
    for (const [name, entry] of Object.entries(value)) {
      const reading = text(entry, `${at}.${shorten(name, MAX_SHOWN)}`);
      if ("problem" in reading) return reading;
    }
    return { value: value as Readonly<Record<string, string>> };
  };
}

type Kinds = Readonly<Record<string, Shapes>>;
type Union<K extends Kinds> = { [Kind in keyof K]: { readonly kind: Kind } & Fields<K[Kind]> }[keyof K];

/** One of several records, told apart by `kind`. */
export function kindOf<K extends Kinds>(kinds: K): Shape<Union<K>> {
  return (value, at) => {
    const kind = isRecord(value) && Object.hasOwn(value, "kind") ? value.kind : undefined;
    const shapes = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (shapes === undefined) return wrong(at, value, `one of the kinds ${Object.keys(kinds).join(", ")}`);
    const reading = recordOf(shapes)(value, at);
    if ("problem" in reading) return reading;
    return { value: { kind, ...reading.value } as unknown as Union<K> };
  };
}

/** Whatever JSON can say, of at most `most` characters of it. */
export function anyJson(most: number): Shape<unknown> {
  return (value, at) => {
    const text = jsonOf(value);
    if (text === undefined || text.length > most) return wrong(at, value, `a value of at most ${most} characters`);
    return { value: JSON.parse(text) as unknown };
  };
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // It goes round in a circle, or is a number that JSON does not know.
    return undefined;
  }
}

function wrong(at: string, value: unknown, mustBe: string): { readonly problem: string } {
  const shown = jsonOf(value) ?? typeof value;
  return { problem: `${at} is ${shorten(shown, MAX_SHOWN)}, but must be ${mustBe}.` };
}
