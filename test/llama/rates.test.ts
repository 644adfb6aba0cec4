/** Rates follow the work that is done, and not its outliers. */

import { expect, it } from "vitest";
import { RateMeter } from "../../src/llama/rates.ts";

/** "p64/200" stands for 64 tokens in 200 ms, "d20" for one decoded token in 20 ms. */
function check(work: string, expected: { readonly prefill: number; readonly decode: number }): void {
  it(work || "nothing yet", () => {
    const meter = new RateMeter({ prefill: 100, decode: 20 });
    for (const item of work.split(" ").filter(Boolean)) {
      const [first = 0, ms = 0] = item.slice(1).split("/").map(Number);
      if (item.startsWith("p")) meter.countPrefill(first, ms);
      else meter.countDecode(first);
    }
    const { prefill, decode } = meter.rates;
    expect({ prefill: Math.round(prefill), decode: Math.round(decode) }).toEqual(expected);
  });
}

check("", { prefill: 100, decode: 20 });
check("p64/200", { prefill: 320, decode: 20 });
check("p15/10 p2/1", { prefill: 100, decode: 20 });
check("p64/0 d0", { prefill: 100, decode: 20 });
check("d10", { prefill: 100, decode: 100 });
check("d10 d1000", { prefill: 100, decode: 75 });
check("p128/1000 p128/500", { prefill: 160, decode: 20 });
check("p128/1000 p16/62.5", { prefill: 132, decode: 20 });
check(`p128/1000 ${"p512/1000 ".repeat(40)}`, { prefill: 512, decode: 20 });
