/** Texts that a regular expression may go back and forth in: what its own parts take, again and again. */

import type { AST } from "@eslint-community/regexpp";
import { Random } from "./random.ts";

/** Characters that patterns of programs treat apart, and some that they forget. */
const NASTY = [..." \t\n\r\u2028\0aZ9_$-+/*#:;,.(){}[]<>|&=\"'`\\@!?%^~éß\uFFFD"];
const SAMPLES = 3;
const MOST_SLICE = 3;
/** Of a pattern with many parts some are chosen by chance. */
const MOST_PUMPS = 500;

/** Texts of about `length` units: what leads to a part, the part repeated, and ends that do not fit. */
export function* hostileTexts(pattern: AST.Pattern, length: number): Generator<string> {
  const random = new Random(pattern.raw);
  const pool = [...new Set([...pattern.raw, ...NASTY])];
  const sampler = new Sampler(pool, random);
  const starts = new Set<string>(pool.map((pump) => JSON.stringify(["", pump])));
  for (const part of partsOf(pattern.alternatives, []))
    for (const pump of sampler.pumpsOf(part.elements))
      for (const before of ["", sampler.sequence(part.before)])
        if (pump !== "") starts.add(JSON.stringify([before, pump]));
  const chosen = [...starts].sort(() => random.next() - 0.5).slice(0, MOST_PUMPS);
  for (const start of chosen) {
    const [before, pump] = JSON.parse(start) as readonly [string, string];
    for (const end of ["\0", "\u2028x"]) yield before + pump.repeat(Math.ceil(length / pump.length)) + end;
  }
}

interface Part {
  readonly before: readonly AST.Element[];
  readonly elements: readonly AST.Element[];
}

/** All parts of a pattern, up to some neighbours in each sequence, at each depth, with what stands in front. */
function* partsOf(alternatives: readonly AST.Alternative[], outer: readonly AST.Element[]): Generator<Part> {
  for (const { elements } of alternatives) {
    const units = toUnits(elements);
    for (let from = 0; from < units.length; from += 1) {
      const before = [...outer, ...units.slice(0, from).flat()];
      for (let to = from + 1; to <= Math.min(units.length, from + MOST_SLICE); to += 1)
        yield { before, elements: units.slice(from, to).flat() };
      for (const element of units[from]!) yield* inside(element, before);
    }
    if (units.length > MOST_SLICE) yield { before: outer, elements };
  }
}

/** Words stay whole, with the edges around them. */
function toUnits(elements: readonly AST.Element[]): readonly (readonly AST.Element[])[] {
  const units: AST.Element[][] = [];
  let isWord = false;
  for (const element of elements) {
    const goesOn = element.type === "Character" || element.type === "Assertion";
    if (goesOn && isWord) units.at(-1)!.push(element);
    else units.push([element]);
    isWord = goesOn;
  }
  return units;
}

function* inside(element: AST.Element, before: readonly AST.Element[]): Generator<Part> {
  if (element.type === "Quantifier") {
    yield { before, elements: [element.element] };
    yield* inside(element.element, before);
  } else if ("alternatives" in element) yield* partsOf(element.alternatives as readonly AST.Alternative[], before);
}

class Sampler {
  readonly #pool: readonly string[];
  readonly #random: Random;
  readonly #takes = new Map<string, readonly string[]>();

  constructor(pool: readonly string[], random: Random) {
    this.#pool = pool;
    this.#random = random;
  }

  /** What a part takes, to be repeated; of one character all that there are. */
  pumpsOf(elements: readonly AST.Element[]): readonly string[] {
    const [only, another] = elements;
    if (only?.type === "Quantifier" && another === undefined) return this.pumpsOf([only.element]);
    if (another === undefined && (only?.type === "CharacterClass" || only?.type === "CharacterSet"))
      return this.#takenBy(only.raw);
    const samples = Array.from({ length: SAMPLES }, () => this.sequence(elements));
    return samples.flatMap((sample) => [sample, `${sample} `]);
  }

  oneOf(alternatives: readonly AST.Alternative[]): string {
    return this.sequence(this.#pick(alternatives)?.elements ?? []);
  }

  sequence(elements: readonly AST.Element[]): string {
    return elements.map((element) => this.#sample(element)).join("");
  }

  #sample(element: AST.Element): string {
    switch (element.type) {
      case "Character":
        return String.fromCodePoint(element.value);
      case "CharacterClass":
      case "CharacterSet":
        return this.#pick(this.#takenBy(element.raw)) ?? "";
      case "Group":
      case "CapturingGroup":
        return this.oneOf(element.alternatives);
      case "Quantifier": {
        const times = Math.min(element.max, element.min + this.#random.below(3));
        return Array.from({ length: times }, () => this.#sample(element.element)).join("");
      }
      case "Assertion":
        return element.kind === "lookahead" && !element.negate ? this.oneOf(element.alternatives) : "";
      default:
        return "";
    }
  }

  #takenBy(raw: string): readonly string[] {
    const known =
      this.#takes.get(raw) ??
      this.#pool.filter((character) => new RegExp(`^(?:${raw})$`, raw.includes("\\p") ? "u" : "").test(character));
    this.#takes.set(raw, known);
    return known;
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : this.#random.pick(items);
  }
}
