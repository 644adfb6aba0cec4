/** How fast a model is when nothing else disturbs it. */

import type { Engine, Rates } from "../../src/core/cache/engine.ts";
import type { InstanceId } from "../../src/core/tokens/tokenizer.ts";

const RUNS = 3;
const PREFILL_TOKENS = 128;
const DECODE_TOKENS = 8;

/** The best of some runs on the empty cache, left empty: a disturbed run says nothing about the machine. */
export async function measureSpeed(engine: Engine): Promise<Rates> {
  const word = engine.tokenizer.tokenize(" value")[0];
  if (word === undefined) throw new Error("the tokenizer has no word");
  const evaluate = async (from: number, count: number) => {
    const instances = new Array<InstanceId>(count).fill(0 as InstanceId);
    await engine.apply({ kind: "evaluate", from, run: { ids: new Array<number>(count).fill(word), instances } });
    // The logits are read as a generation reads them.
    await engine.best(1);
  };
  let prefill = 0;
  let decode = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const startedAt = performance.now();
    await evaluate(0, PREFILL_TOKENS);
    const readAt = performance.now();
    for (let count = 0; count < DECODE_TOKENS; count += 1) await evaluate(PREFILL_TOKENS + count, 1);
    prefill = Math.max(prefill, (1000 * PREFILL_TOKENS) / (readAt - startedAt));
    decode = Math.max(decode, (1000 * DECODE_TOKENS) / (performance.now() - readAt));
    await engine.apply({ kind: "drop", source: 0, from: 0, to: PREFILL_TOKENS + DECODE_TOKENS });
  }
  return { prefill, decode };
}
