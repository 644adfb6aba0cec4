/**
 * A matcher that goes back as the engines of JavaScript do, and counts its steps: what a regular expression costs, whatever
 * the machine is doing. Built on the syntax tree of `@eslint-community/regexpp`.
 */

import { type AST, RegExpParser } from "@eslint-community/regexpp";

/** More than any linear pattern needs for the texts of the tests. */
const MOST_STEPS = 200_000;

class TooManySteps extends Error {}

/** Goes on behind `at`. */
type Next = (at: number) => boolean;
type Match = (at: number, next: Next) => boolean;

export class StepCounter {
  readonly pattern: AST.Pattern;
  readonly #flags: string;
  readonly #isSticky: boolean;
  readonly #isGlobal: boolean;
  readonly #match: Match;
  readonly #classes = new Map<string, Map<string, boolean>>();
  readonly #groups = new Map<AST.CapturingGroup, string | undefined>();
  #text = "";
  #steps = 0;

  constructor(source: string, flags: string) {
    const unicode = flags.includes("u");
    this.pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode });
    this.#flags = flags.replace(/[gyd]/g, "");
    this.#isSticky = flags.includes("y");
    this.#isGlobal = flags.includes("g");
    this.#match = this.#alternatives(this.pattern.alternatives, 1);
  }

  /** Steps of looking for the pattern in `text`, of all matches where it is global; `end` of the first one. */
  run(text: string): { readonly steps: number; readonly start: number; readonly end: number } {
    this.#text = text;
    this.#steps = 0;
    let first: { readonly start: number; readonly end: number } | undefined;
    try {
      for (let at = 0; at <= text.length; ) {
        const found = this.#find(at);
        if (found === undefined) break;
        first ??= found;
        if (!this.#isGlobal) break;
        at = Math.max(found.end, found.start + 1);
      }
    } catch (error) {
      if (!(error instanceof TooManySteps)) throw error;
    }
    return { steps: this.#steps, ...(first ?? { start: -1, end: -1 }) };
  }

  #find(from: number): { readonly start: number; readonly end: number } | undefined {
    for (let start = from; start <= (this.#isSticky ? from : this.#text.length); start += 1) {
      let end = -1;
      this.#groups.clear();
      const matches = this.#match(start, (at) => {
        end = at;
        return true;
      });
      if (matches) return { start, end };
    }
    return undefined;
  }

  #count(): void {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) throw new TooManySteps();
  }

  /** `direction` -1: inside of a look behind, from the end to the beginning. */
  #alternatives(alternatives: readonly AST.Alternative[], direction: 1 | -1): Match {
    const all = alternatives.map(({ elements }) => this.#sequence(elements, direction));
    return (at, next) => all.some((match) => match(at, next));
  }

  #sequence(elements: readonly AST.Element[], direction: 1 | -1): Match {
    const inOrder = direction === 1 ? elements : elements.toReversed();
    const matches = inOrder.map((element) => this.#element(element, direction));
    return matches.reduceRight<Match>(
      (rest, match) => (at, next) => match(at, (behind) => rest(behind, next)),
      (at, next) => next(at),
    );
  }

  #element(element: AST.Element, direction: 1 | -1): Match {
    switch (element.type) {
      case "Character":
      case "CharacterClass":
      case "CharacterSet":
        return this.#one(element, direction);
      case "Group":
        return this.#alternatives(element.alternatives, direction);
      case "CapturingGroup":
        return this.#capture(element, direction);
      case "Quantifier":
        return this.#quantifier(element, direction);
      case "Assertion":
        return this.#assertion(element);
      case "Backreference":
        return this.#reference(element, direction);
      default:
        throw new Error(`${element.type} is not known to the counter`);
    }
  }

  #one(element: AST.Element, direction: 1 | -1): Match {
    const length = this.#lengthOfOne(element, direction);
    return (at, next) => {
      const taken = length(at);
      return taken > 0 && next(at + direction * taken);
    };
  }

  /** How many units the character at `at` has if the element takes it; 0 otherwise. */
  #lengthOfOne({ raw }: AST.Element, direction: 1 | -1): (at: number) => number {
    const known = this.#classes.get(raw) ?? new Map<string, boolean>();
    this.#classes.set(raw, known);
    const native = new RegExp(`^(?:${raw})$`, this.#flags.replace("m", ""));
    return (at) => {
      this.#count();
      const character = this.#characterAt(at, direction);
      if (character === "") return 0;
      const takes = known.get(character) ?? native.test(character);
      known.set(character, takes);
      return takes ? character.length : 0;
    };
  }

  #characterAt(at: number, direction: 1 | -1): string {
    const start = direction === 1 ? at : at - 1;
    if (start < 0 || start >= this.#text.length) return "";
    if (!this.#flags.includes("u")) return this.#text[start]!;
    if (direction === 1) return String.fromCodePoint(this.#text.codePointAt(at)!);
    const pair = this.#text.slice(Math.max(0, at - 2), at);
    return pair.length === 2 && pair.codePointAt(0)! > 0xffff ? pair : this.#text[start]!;
  }

  #capture(group: AST.CapturingGroup, direction: 1 | -1): Match {
    const match = this.#alternatives(group.alternatives, direction);
    return (at, next) => {
      const before = this.#groups.get(group);
      const found = match(at, (end) => {
        const inner = this.#groups.get(group);
        this.#groups.set(group, this.#text.slice(Math.min(at, end), Math.max(at, end)));
        if (next(end)) return true;
        this.#groups.set(group, inner);
        return false;
      });
      if (!found) this.#groups.set(group, before);
      return found;
    };
  }

  #reference({ resolved }: AST.Backreference, direction: 1 | -1): Match {
    return (at, next) => {
      this.#count();
      const group = Array.isArray(resolved) ? resolved[0] : resolved;
      const text = this.#groups.get(group as AST.CapturingGroup) ?? "";
      const start = direction === 1 ? at : at - text.length;
      return this.#text.startsWith(text, start) && next(at + direction * text.length);
    };
  }

  #quantifier({ element, min, max, greedy }: AST.Quantifier, direction: 1 | -1): Match {
    if (isOne(element)) return this.#runOf(element, { min, max, greedy }, direction);
    const match = this.#element(element, direction);
    const times = (done: number, at: number, next: Next): boolean => {
      this.#count();
      // A turn that takes nothing is not repeated.
      const again = (): boolean =>
        done < max && match(at, (behind) => (behind !== at || done < min) && times(done + 1, behind, next));
      if (done < min) return again();
      return greedy ? again() || next(at) : next(at) || again();
    };
    return (at, next) => times(0, at, next);
  }

  /** A character again and again needs no recursion. */
  #runOf(
    element: AST.Element,
    { min, max, greedy }: Pick<AST.Quantifier, "min" | "max" | "greedy">,
    direction: 1 | -1,
  ): Match {
    const length = this.#lengthOfOne(element, direction);
    return (at, next) => {
      const ends = [at];
      const grow = (): boolean => {
        const taken = ends.length > max ? 0 : length(ends.at(-1)!);
        if (taken > 0) ends.push(ends.at(-1)! + direction * taken);
        return taken > 0;
      };
      if (greedy) {
        while (grow());
        for (let done = ends.length - 1; done >= min; done -= 1) if (next(ends[done]!)) return true;
        return false;
      }
      for (let done = 0; ; done += 1) {
        if (done >= min && next(ends[done]!)) return true;
        if (!grow()) return false;
      }
    };
  }

  #assertion(assertion: AST.Assertion): Match {
    if (assertion.kind === "lookahead" || assertion.kind === "lookbehind") {
      const match = this.#alternatives(assertion.alternatives, assertion.kind === "lookahead" ? 1 : -1);
      return (at, next) => match(at, () => true) !== assertion.negate && next(at);
    }
    const holds = this.#edge(assertion);
    return (at, next) => {
      this.#count();
      return holds(at) && next(at);
    };
  }

  #edge(assertion: AST.EdgeAssertion | AST.WordBoundaryAssertion): (at: number) => boolean {
    const isWord = (at: number): boolean => /\w/.test(this.#text[at] ?? "");
    const isBreak = (at: number): boolean =>
      this.#flags.includes("m") && /[\n\r\u2028\u2029]/.test(this.#text[at] ?? "");
    switch (assertion.kind) {
      case "start":
        return (at) => at === 0 || isBreak(at - 1);
      case "end":
        return (at) => at === this.#text.length || isBreak(at);
      case "word":
        return (at) => (isWord(at - 1) !== isWord(at)) !== assertion.negate;
      default:
        return assertion satisfies never;
    }
  }
}

function isOne({ type }: AST.Element): boolean {
  return type === "Character" || type === "CharacterClass" || type === "CharacterSet";
}
