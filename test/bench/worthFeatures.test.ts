/** What is known of a text at a place, as numbers. */

import { describe, expect, test } from "vitest";
import { type SightOptions, sightAt } from "./sights.ts";
import { WORTH_FEATURES, worthFeaturesOf } from "./worthFeatures.ts";

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
  const nowhere = { inWord: 0, afterDot: 0, afterSpace: 0, lineStart: 0, emptyLine: 0, midLine: 0, finished: 0 };
  check("a = ▮\n", "b;", { ...nowhere, afterSpace: 1, inComment: 0, inString: 0, inProse: 0 });
  check("a = fir▮\n", "st;", { ...nowhere, inWord: 1, wordBegun: 0.5 });
  check("a = b.▮\n", "c;", { ...nowhere, afterDot: 1 });
  check("a = b.na▮\n", "me;", { ...nowhere, afterDot: 1, inWord: 1 });
  check("let a = b::▮\n", "c;", { afterDot: 1 }, { languageId: "rust" });
  check("if (a) {\n  ▮\n}\n", "b;", { ...nowhere, lineStart: 1, emptyLine: 1 });
  check("▮\n", "b;", { ...nowhere, emptyLine: 1 });
  check("a = ▮ + c;\n", "b", { ...nowhere, afterSpace: 1, midLine: 1 });
  check("call(▮);\n", "b", { ...nowhere });
  check("a = b;▮\n", " c", { ...nowhere, finished: 1 });
  check("// the ▮\n", "end", { inComment: 1, inString: 0 });
  check("/* the\n ▮\n*/", "end", { inComment: 1, inString: 0 });
  check('a = "the ▮\n', "end", { inComment: 0, inString: 1 });
  check("The ▮\n", "end", { inProse: 1, inComment: 0, inString: 0 }, { languageId: "markdown" });
});

describe("the line", () => {
  check("a = ▮\n", "b", { tiny: 1, long: 0, wordOnly: 1, closes: 0, opens: 0, blockBelow: 0, digits: 0, quotes: 0 });
  check("a = ▮\n", 'compute("one", 2);', { tiny: 0, long: 1, wordOnly: 0, closes: 1, digits: 1, quotes: 1 });
  check("if ▮\n", "(a) {\n  b();\n}", { opens: 1, closes: 0, blockBelow: 1 });
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
  const sure = { unsure0: 0, unsure1: 0, unsure2: 0, unsure3: 0, least: 0, first: 0, names: 0, signs: 0 };
  check("a = ▮\n", "b + c;", { ...sure, entropy: 0, ending: 0 });
  check(
    "a = ▮\n",
    "b + c;",
    { ...sure, unsure0: 1, unsure1: 0.5, least: 0.25, first: 0.333, names: 0.2 },
    { logprobs: [-1] },
  );
  check(
    "a = ▮\n",
    "b + c;",
    { unsure0: 1, unsure1: 1, unsure2: 1, unsure3: 0.25, least: 1, first: 0, signs: 1 },
    { logprobs: [0, -5] },
  );
  // The sign that ends the line is a part of it, what comes behind is not.
  check("a = ▮\n", "b\nc", { unsure0: 1, ending: 1, least: 0 }, { logprobs: [0, -5] });
  check("a = ▮\n", "b\nc + d", { unsure0: 0 }, { logprobs: [0, 0, -5] });
  check("a = ▮\n", "b", { ending: 0.333, unsure1: 0.5 }, { written: { chosenEnd: -1 } });
  check("a = ▮\n", "b", { entropy: 0.5 }, { written: { firstEntropy: 2 } });
  // What was unlikely has been typed.
  check("a = b▮\n", " + c;", { ...sure, typed: 1, typedMuch: 0.083 }, { typed: "b", logprobs: [-5] });
});

describe("how it came to be", () => {
  check("a = ▮\n", "b", { typed: 0, typedMuch: 0, refused: 0, massLost: 0, stuck: 0 });
  check("a = ▮\n", "b", { refused: 0.5, massLost: 0.25 }, { written: { refusals: 2, acceptedMass: 0.75 } });
  check("a = ▮\n", "b", { missed: 0.4 }, { missed: 2 });
  check("a = ▮\n", "b", { stuck: 1 }, { written: { end: "grammar" } });
});
