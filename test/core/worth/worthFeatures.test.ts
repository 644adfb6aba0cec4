/** What is known of a text at a place, as numbers. */

import { describe, expect, test } from "vitest";
import { WORTH_FEATURES, worthFeaturesOf } from "../../../src/core/worth/worthFeatures.ts";
import { type SightOptions, sightAt } from "./sights.ts";

type Feature = (typeof WORTH_FEATURES)[number];

/** Of all features, those named are as given. */
function check(marked: string, text: string, expected: Partial<Record<Feature, number>>, options: SightOptions = {}) {
  const { typed = "", logprobs = [], written = {} } = options;
  const more = `${typed === "" ? "" : ` typed ${typed}`} ${logprobs.join(" ")} ${JSON.stringify(written)}`;
  test(`${JSON.stringify(marked)} ${JSON.stringify(text)}${more}: ${JSON.stringify(expected)}`, () => {
    const features = worthFeaturesOf(sightAt(marked, text, options));
    expect(features).toHaveLength(WORTH_FEATURES.length);
    const named = Object.fromEntries(WORTH_FEATURES.map((name, index) => [name, features[index]!]));
    for (const [name, value] of Object.entries(expected)) expect(named[name], name).toBeCloseTo(value, 3);
  });
}

describe("the place", () => {
  const nowhere = { inWord: 0, afterSpace: 0, lineStart: 0, inComment: 0, inString: 0 };
  check("a = ▮\n", "b;", { ...nowhere, afterSpace: 1 });
  check("a = fir▮\n", "st;", { ...nowhere, inWord: 1 });
  check("a = b.▮\n", "c;", nowhere);
  check("if (a) {\n  ▮\n}\n", "b;", { ...nowhere, lineStart: 1 });
  check("▮\n", "b;", { ...nowhere, lineStart: 1 });
  check("// the ▮\n", "end", { inComment: 1, inString: 0 });
  check("/* the\n ▮\n*/", "end", { inComment: 1, inString: 0 });
  check('a = "the ▮\n', "end", { inComment: 0, inString: 1 });
  check("The ▮\n", "end", { inComment: 1, inString: 0 }, { languageId: "markdown" });
});

describe("the line", () => {
  check("a = ▮\n", "b", { wordOnly: 1, closes: 0, opens: 0, digits: 0, quotes: 0, length: 0.154 });
  check("a = ▮\n", 'compute("one", 2);', { wordOnly: 0, closes: 1, digits: 1, quotes: 1, words: 0.25 });
  check("if ▮\n", "(a) {\n  b();\n}", { opens: 1, closes: 0 });
  // Names that stand nowhere near, of those with three letters.
  check("first = 1;\na = ▮\n", "first + second;", { newNames: 0.5, someNew: 1, words: 0.25 });
  check("first = 1;\na = ▮\n", "first;", { newNames: 0, someNew: 0 });
  check("a = ▮\nfirst = 1;\n", "first;", { newNames: 0 });
  // The word that is being typed is the name that is written.
  check("first = 1;\na = fi▮\n", "rst;", { newNames: 0 });
  check("a = fi▮\n", "rst;", { newNames: 1 });
  check("say(first);\n▮\n", "say(first);", { seenBefore: 1 });
  check("say(first);\n▮\n", "say(other);", { seenBefore: 0 });
});

describe("how sure the model was", () => {
  const sure = { unsure: 0, unsureRoot: 0, unsureWhole: 0, least: 0, next: 0 };
  check("a = ▮\n", "b + c;", { ...sure, entropy: 0, ending: 0 });
  check("a = ▮\n", "b + c;", { unsure: 0.25, unsureRoot: 1, unsureWhole: 0.25, least: 0.25 }, { logprobs: [-1] });
  check("a = ▮\n", "b + c;", { unsure: 1.25, least: 1, next: 2 }, { logprobs: [0, -5] });
  // The sign that ends the line is a part of it, what comes behind is not.
  check("a = ▮\n", "b\nc", { unsure: 1.25, ending: 1, least: 0 }, { logprobs: [0, -5] });
  check("a = ▮\n", "b\nc + d", { unsure: 0 }, { logprobs: [0, 0, -5] });
  check("a = ▮\n", "b", { ending: 0.333, unsure: 0.25 }, { written: { chosenEnd: -1 } });
  check("a = ▮\n", "b", { entropy: 0.5 }, { written: { firstEntropy: 2 } });
  // Its next two characters only.
  check("a = ▮\n", "bcd + e;", { next: 1 }, { logprobs: [-2, -3] });
  // What was unlikely has been typed.
  check("a = b▮\n", " + c;", { unsure: 0, unsureWhole: 1.25, least: 0 }, { typed: "b", logprobs: [-5] });
});

describe("how much of it was typed", () => {
  check("a = ▮\n", "b", { typed: 0, typedMuch: 0 });
  check("a = bcd▮\n", " + c;", { typed: 1, typedMuch: 0.462 }, { typed: "bcd" });
});
