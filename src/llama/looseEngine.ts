/**
 * An engine whose cells need not stand at consecutive positions, to be compared with: what is lost when keys are not
 * re-rotated after a change ("conflict" in the paper on Positional Integrity Encoding, He et al., ICLR 2025). Plans are made
 * as for any engine; here their moves are not carried out:
 *
 *     plan       a b c X Y d e f      d, e, f move by 2
 *     conflict   0 1 2 3 4 3 4 5      they stay: positions overlap; behind a deletion they leave a gap
 *
 * llama.cpp evaluates only behind the largest position of the live cells, so that is where new tokens go.
 */

import { must } from "../core/bug.ts";
import { type CacheStep, LIVE, MAX_ALIASES } from "../core/cache/cells.ts";
import { type Candidate, EngineFailure, type TokenScore } from "../core/cache/engine.ts";
import { WrappedEngine } from "../core/cache/wrappedEngine.ts";
import type { TokenId } from "../core/tokens/tokenizer.ts";
import type { LlamaEngine } from "./llamaEngine.ts";
import { toCandidate } from "./logprobs.ts";
import type { NativeCache } from "./native.ts";

/** Cells at consecutive native positions, under a name of their own as long as they exist. */
export interface LooseCells {
  readonly name: number;
  from: number;
  length: number;
}

/** Cells in the order of the text, and the position of the first as plans count. */
interface LooseStrip {
  from: number;
  readonly segments: LooseCells[];
}

export class LooseEngine extends WrappedEngine<LlamaEngine> {
  protected readonly native: NativeCache;
  readonly #free = Array.from({ length: MAX_ALIASES }, (_, index) => MAX_ALIASES - index);
  #live: LooseStrip = { from: 0, segments: [] };
  readonly #parked = new Map<number, LooseStrip>();
  #logits: number | undefined;

  /** `inner` must be empty, and is not to be used while this engine is not empty. */
  constructor(inner: LlamaEngine) {
    super(inner);
    this.native = inner.loaded.cache;
  }

  /** Moving always pays where nothing is re-rotated. */
  override get rotateMs(): number {
    return 0;
  }

  /** Positions overlap. */
  override get cellFiles(): undefined {
    return undefined;
  }

  /** Its cells have names of their own. */
  override get verifying(): undefined {
    return undefined;
  }

  override get end(): number {
    return this.#live.segments.reduce((sum, { length }) => sum + length, 0);
  }

  override async apply(step: CacheStep): Promise<void> {
    if (step.kind !== "move") this.#logits = undefined;
    switch (step.kind) {
      case "park":
        this.#parked.set(step.alias, { from: step.from, segments: await this.#take(step.source, step.from, step.to) });
        return;
      case "move":
        this.#strip(step.alias).from += step.delta;
        return;
      case "attach":
        await this.#attach(step.alias);
        return;
      case "drop":
        for (const segment of await this.#take(step.source, step.from, step.to)) this.#release(segment);
        return;
      case "evaluate":
        await this.#evaluate(step.run.ids);
        return;
      default:
        step satisfies never;
    }
  }

  override async reset(): Promise<void> {
    this.native.remove(0, -1, LIVE);
    for (const { segments } of [this.#live, ...this.#parked.values()]) for (const one of segments) this.#release(one);
    this.#live = { from: 0, segments: [] };
    this.#parked.clear();
    this.#logits = undefined;
    await this.inner.reset();
  }

  override async best(count: number): Promise<readonly Candidate[]> {
    must(this.#logits !== undefined, "there are no logits to read");
    const reading = await this.native.read(this.#logits, [], count === 1 ? 0 : count);
    const best = count === 1 ? [reading.largest] : reading.logits.slice(0, count);
    return best.map((entry) => toCandidate(entry, reading));
  }

  override get endLogprob(): undefined {
    return undefined;
  }

  override async score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    const start = this.native.end;
    const scores: TokenScore[] = [];
    for (const [index, token] of tokens.entries()) {
      must(this.#logits !== undefined, "there are no logits to read");
      const reading = await this.native.read(this.#logits, [token], 0);
      const { logprob } = toCandidate(reading.logits.find((entry) => entry.token === token)!, reading);
      scores.push({ logprob, best: reading.largest.token });
      if (index < tokens.length - 1) [this.#logits] = await this.native.evaluate([token], this.native.end, [0]);
    }
    this.native.remove(start, -1, LIVE);
    this.#logits = undefined;
    return scores;
  }

  async #evaluate(tokens: readonly TokenId[]): Promise<void> {
    const from = this.native.end;
    if (from + tokens.length > this.facts.contextSize) throw new EngineFailure(`no position is left behind ${from}`);
    [this.#logits] = await this.native.evaluate(tokens, from, [tokens.length - 1]);
    const segment = { name: this.#name(), from, length: tokens.length };
    // All live cells get the name, those in front lose it again: their positions are smaller.
    await this.native.alsoName(segment.name, LIVE);
    this.native.remove(0, from, segment.name);
    const last = this.#live.segments.at(-1);
    if (last === undefined || last.from + last.length !== from) {
      this.#live.segments.push(segment);
      return;
    }
    await this.native.alsoName(last.name, segment.name);
    last.length += segment.length;
    this.#release(segment);
  }

  async #attach(alias: number): Promise<void> {
    const { segments } = this.#strip(alias);
    this.#parked.delete(alias);
    for (const segment of segments) {
      this.place(segment);
      await this.native.alsoName(LIVE, segment.name);
      this.#live.segments.push(segment);
    }
  }

  /** Called before cells follow the live ones again: they stay where they are. */
  protected place(_segment: LooseCells): void {}

  /** Takes cells [from, to), counted as plans count them, out of a strip: at its start or its end. */
  async #take(source: number, from: number, to: number): Promise<LooseCells[]> {
    const strip = this.#strip(source);
    const { segments } = strip;
    const first = await this.#cut(segments, from - strip.from);
    const behind = await this.#cut(segments, to - strip.from);
    const taken = segments.splice(first, behind - first);
    if (source === LIVE) await this.#relist();
    else if (segments.length === 0) this.#parked.delete(source);
    else if (from === strip.from) strip.from = to;
    return taken;
  }

  #strip(name: number): LooseStrip {
    const strip = name === LIVE ? this.#live : this.#parked.get(name);
    must(strip !== undefined, `no cells under ${name}`);
    return strip;
  }

  async #relist(): Promise<void> {
    this.native.remove(0, -1, LIVE);
    for (const { name } of this.#live.segments) await this.native.alsoName(LIVE, name);
  }

  /** Makes a segment end where the first `count` cells end; answers with the index of the one behind. */
  async #cut(segments: LooseCells[], count: number): Promise<number> {
    let seen = 0;
    for (const [index, segment] of segments.entries()) {
      const inside = count - seen;
      if (inside <= 0) return index;
      seen += segment.length;
      if (inside >= segment.length) continue;
      const behind = { name: this.#name(), from: segment.from + inside, length: segment.length - inside };
      await this.native.alsoName(behind.name, segment.name);
      this.native.remove(0, behind.from, behind.name);
      this.native.remove(behind.from, -1, segment.name);
      segment.length = inside;
      segments.splice(index + 1, 0, behind);
      return index + 1;
    }
    return segments.length;
  }

  #name(): number {
    const name = this.#free.pop();
    if (name === undefined) throw new EngineFailure("the cache is in too many pieces");
    return name;
  }

  #release({ name }: LooseCells): void {
    this.native.remove(0, -1, name);
    this.#free.push(name);
  }
}
