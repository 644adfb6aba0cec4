/** What the model thinks of a text behind a prompt, kept by content: what was asked once is not asked again, whatever changed since. */

import { createHash } from "node:crypto";
import type { Engine } from "../../src/core/cache/engine.ts";
import { InstanceSource, type TokenId } from "../../src/core/tokens/tokenizer.ts";
import type { ResultFile } from "./results.ts";

export interface Wanted {
  readonly header: string;
  readonly before: string;
  readonly after: string;
  readonly text: string;
}

/** A token of the text: its length in UTF-16 units, its log-probability, whether it is the most likely one. */
export type ScoredToken = readonly [chars: number, logprob: number, isBest: 0 | 1];

export interface Scored {
  readonly key: string;
  readonly tokens: readonly ScoredToken[];
}

export function keyOf(wanted: Wanted): string {
  const parts = [wanted.header, wanted.before, wanted.after, wanted.text];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 20);
}

const STEP_TOKENS = 256;

/** One prompt after the other; of the next one only what is not the same from its start is evaluated. */
export class Scorer {
  readonly #engine: Engine;
  readonly #file: ResultFile<Scored>;
  readonly #instances = new InstanceSource();
  #cached: readonly TokenId[] = [];

  constructor(engine: Engine, file: ResultFile<Scored>) {
    this.#engine = engine;
    this.#file = file;
  }

  async score(wanted: Wanted): Promise<void> {
    const { tokenizer, facts } = this.#engine;
    const { prefix = [], suffix = [], middle = [] } = facts.fim ?? {};
    const begin = facts.beginToken === undefined ? [] : [facts.beginToken];
    const read = (text: string) => tokenizer.tokenize(text);
    const front = [...begin, ...prefix, ...read(wanted.header), ...read(wanted.before)];
    await this.#bring([...front, ...suffix, ...read(wanted.after), ...middle]);
    const ids = read(wanted.text);
    const scores = await this.#engine.score(ids);
    let chars = 0;
    const tokens = scores.map(({ logprob, best }, at): ScoredToken => {
      const from = chars;
      chars = tokenizer.detokenize(ids.slice(0, at + 1)).length;
      return [chars - from, Math.round(1000 * logprob) / 1000, best === ids[at] ? 1 : 0];
    });
    this.#file.add({ key: keyOf(wanted), tokens });
  }

  async #bring(ids: readonly TokenId[]): Promise<void> {
    let same = 0;
    while (same < ids.length - 1 && ids[same] === this.#cached[same]) same += 1;
    const { length } = this.#cached;
    if (same < length) await this.#engine.apply({ kind: "drop", source: 0, from: same, to: length });
    for (let from = same; from < ids.length; from += STEP_TOKENS) {
      const step = ids.slice(from, from + STEP_TOKENS);
      await this.#engine.apply({
        kind: "evaluate",
        from,
        run: { ids: step, instances: step.map(() => this.#instances.next()) },
      });
    }
    this.#cached = ids;
  }
}

/** A line of a text: bits for all of it, its end included, and whether the model would have written it by itself. */
export interface ScoredLine {
  readonly text: string;
  readonly bits: number;
  readonly tokens: number;
  readonly isExact: boolean;
}

export function toLines(text: string, tokens: readonly ScoredToken[]): ScoredLine[] {
  const lines = text.split("\n").map((line) => ({ text: line, bits: 0, tokens: 0, isExact: true }));
  const ends: number[] = [];
  for (const line of lines) ends.push((ends.at(-1) ?? -1) + 1 + line.text.length);
  let at = 0;
  for (const [chars, logprob, isBest] of tokens) {
    const number = Math.max(
      0,
      ends.findIndex((end) => at <= end),
    );
    const line = lines[number]!;
    line.bits -= logprob / Math.LN2;
    line.tokens += 1;
    if (isBest === 0 && at < ends[number]!) line.isExact = false;
    at += chars;
  }
  return lines.filter((line) => line.text.trim() !== "");
}
