/** Cells above are tokens that keep their identities while another part of their text changes. */

import { describe, expect, it } from "vitest";
import { type CellAbove, CellRuns } from "../../../src/core/prompt/cellsAbove.ts";
import { InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { createFakeTokenizer } from "../../fakes/tokenizer.ts";
import { Random } from "../../random.ts";

const cells = (...texts: string[]): CellAbove[] => texts.map((text, at) => ({ uri: `cell${at}`, text }));

function start() {
  const tokenizer = createFakeTokenizer();
  const runs = new CellRuns(tokenizer, new InstanceSource());
  const textOf = (all: readonly CellAbove[], most = 1000) => tokenizer.detokenize(runs.of(all, most).ids);
  return { runs, tokenizer, textOf };
}

describe("the text of cells above", () => {
  const check = (all: readonly string[], expected: string) =>
    it(JSON.stringify(all), () => expect(start().textOf(cells(...all))).toBe(expected));
  check([], "");
  check(["a = 1"], "a = 1\n\n");
  check(["a = 1\n\n\n", "", "  \n", "b = 2"], "a = 1\n\nb = 2\n\n");
});

it("the end of it where there is not room for all", () => {
  const { textOf, tokenizer } = start();
  const all = cells("far = 1", "near = 2");
  const whole = "far = 1\n\nnear = 2\n\n";
  for (let most = 0; most <= tokenizer.tokenize(whole).length; most += 1) {
    const text = textOf(all, most);
    expect(whole.endsWith(text)).toBe(true);
    expect(tokenizer.tokenize(text).length).toBeLessThanOrEqual(most);
  }
});

it("tokens that did not change keep their identities, and none is there twice", () => {
  const random = new Random("cells");
  const { runs } = start();
  const texts = ["import a", "b = a.c(1)", "print(b)"];
  for (let round = 0; round < 200; round += 1) {
    const before = runs.of(cells(...texts), 1000);
    const at = random.below(texts.length);
    const cut = random.below(texts[at]!.length + 1);
    texts[at] =
      texts[at]!.slice(0, cut) + random.pick(["x", " = 2", "\n", ""]) + texts[at]!.slice(cut + random.below(3));
    const after = runs.of(cells(...texts), 1000);
    expect(new Set(after.instances).size).toBe(after.instances.length);
    const known = new Map(before.instances.map((instance, index) => [instance, before.ids[index]]));
    for (const [index, instance] of after.instances.entries())
      if (known.has(instance)) expect(after.ids[index]).toBe(known.get(instance));
    const isKept = after.instances.filter((instance) => known.has(instance)).length;
    expect(isKept).toBeGreaterThanOrEqual(Math.min(before.ids.length, after.ids.length) - 6);
  }
});
