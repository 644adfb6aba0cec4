import { describe, expect, test } from "vitest";
import { BatchCosts } from "../../src/llama/batchCosts.ts";

/** "8:50/10" is learnt: 8 tokens take 50 ms where one takes 10; "8:60" is counted. */
function check(name: string, work: string, expected: Readonly<Record<number, number>>): void {
  test(name, () => {
    const costs = new BatchCosts();
    for (const item of work.split(" ").filter(Boolean)) {
      const [tokens = 0, ms = 0, oneMs] = item.split(/[:/]/).map(Number);
      if (oneMs === undefined) costs.count(tokens, ms);
      else costs.learn(tokens, ms, oneMs);
    }
    expect(Object.fromEntries(costs.costs.map(({ tokens, ms }) => [tokens, Math.round(ms)]))).toEqual(expected);
  });
}

describe("what several tokens cost", () => {
  check("is not known before anything was done", "", {});
  check("is not known of more than one where no more was measured", "1:10 8:50", { 1: 10 });
  check("as measured, by their number", "16:80/10 2:19/10 8:50/10", { 1: 10, 2: 19, 8: 50, 16: 80 });
  check("follows a machine that gets slower, all of it alike", `8:50/10 ${"1:20 ".repeat(60)}`, { 1: 20, 8: 100 });
  check("a re-rotation that comes with a token counts little", "1:10 1:40 1:10", { 1: 12 });
  check("follows evaluations of that many", `8:50/10 ${"8:30 ".repeat(60)}`, { 1: 10, 8: 30 });
  check("and of fewer, as far as they are alike", `8:50/10 ${"7:45.5 ".repeat(60)}`, { 1: 10, 8: 50 });
  check("the first evaluation, which reads the disk, is forgotten", "1:3600 8:50/10", { 1: 10, 8: 50 });
  check("several never take less than one", `8:5/10 ${"8:1 ".repeat(9)}`, { 1: 10, 8: 10 });
  check("nothing follows from what took no time", "1:0 8:0", {});
});
