/** The list of models is checked to its last field, and the one that is shipped is right. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCatalogue } from "../../../src/core/models/catalogue.ts";
import { nameOfAddress } from "../../../src/core/models/modelAddress.ts";

const GOOD = {
  name: "small-1b",
  title: "Small 1B",
  address: "hf:someone/Small-1B-GGUF:Q8_0",
  family: "qwen-coder",
  parameters: 1.1,
  licence: { name: "MIT", terms: "free" },
  keysMove: true,
};
const EMBEDDED = "https://example.org/models/e-00001-of-00002.gguf";

describe("a list with one entry", () => {
  const check = (name: string, change: object, expected: readonly string[]) =>
    it(name, () => {
      const read = readCatalogue(JSON.stringify({ embedded: EMBEDDED, models: [{ ...GOOD, ...change }] }));
      expect(read.kind === "good" ? [] : read.problems).toEqual(expected);
    });

  check("that is right", {}, []);
  check("of experts", { activeParameters: 0.3 }, []);
  check("whose keys stay", { keysMove: false, cost: "it is slow" }, []);
  check("without a name", { name: undefined }, ["models[0].name must be like ^[a-z0-9][a-z0-9.-]*$"]);
  check("that names a folder", { name: "../up" }, ["models[0] (../up).name must be like ^[a-z0-9][a-z0-9.-]*$"]);
  check("without an address", { address: "hf:alone" }, [
    "models[0] (small-1b).address must be an address (hf:user/repository:tag, or that of a .gguf file)",
  ]);
  check("of an unknown family", { family: "parrot" }, [
    expect.stringMatching(
      /^models\[0\] \(small-1b\)\.family must be one of codestral, .*qwen-coder/,
    ) as unknown as string,
  ]);
  check("without parameters", { parameters: 0 }, ["models[0] (small-1b).parameters must be above 0"]);
  check("more active than there are", { activeParameters: 2 }, [
    "models[0] (small-1b).activeParameters must be above 0 and at most 1.1",
  ]);
  check("with other terms", { licence: { name: "MIT", terms: "maybe" } }, [
    "models[0] (small-1b).licence.terms must be one of free, restricted, nonCommercial",
  ]);
  check("whose price is not said", { keysMove: false }, [
    "models[0] (small-1b).cost must say what it costs that keys do not move, and only then",
    "models[0] (small-1b).cost must be a text",
  ]);
  check("with a price for nothing", { cost: "none" }, [
    "models[0] (small-1b).cost must say what it costs that keys do not move, and only then",
  ]);
  check("with a field of another time", { size: 12 }, ["models[0] (small-1b) has an unknown size"]);
});

describe("the whole", () => {
  const check = (text: string, expected: readonly unknown[]) =>
    it(text.slice(0, 60), () => {
      const read = readCatalogue(text);
      expect(read.kind === "good" ? [] : read.problems).toEqual(expected);
    });
  check("{", [expect.stringMatching(/^it is no JSON/)]);
  check("[]", [
    "the file must be an object",
    expect.stringMatching(/^embedded must be an address/),
    "models must be a list",
  ]);
  check(JSON.stringify({ embedded: EMBEDDED, models: [GOOD, GOOD] }), ["models[1].name is there twice"]);
  check(
    JSON.stringify({ embedded: EMBEDDED, models: ["x"] }).slice(0),
    expect.arrayContaining(["models[0] must be an object"]) as never,
  );
});

describe("the list that is shipped", () => {
  const read = readCatalogue(readFileSync("models/catalogue.json", "utf8"));

  it("is right", () => {
    expect(read).toMatchObject({ kind: "good" });
  });

  it("gives each address a name of its own", () => {
    const models = read.kind === "good" ? read.catalogue.models : [];
    expect(new Set(models.map(({ address }) => nameOfAddress(address))).size).toBe(models.length);
    expect(models.length).toBeGreaterThan(10);
  });

  it("never makes sizes and checksums up", () => {
    expect(readFileSync("models/catalogue.json", "utf8")).not.toMatch(/"(?:size|sha256|checksum|memory)"/);
  });
});
