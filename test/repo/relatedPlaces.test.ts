/** Places of sibling files and of recent edits are looked at, and nothing of what must not be shown. */

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findCandidates, type RepoCandidate } from "../../src/repo/candidates.ts";
import { readLead } from "../../src/repo/following.ts";
import { NO_STAMP } from "../../src/repo/indexedFile.ts";
import { Related } from "../../src/repo/relatedPlaces.ts";
import { RepoIndex } from "../../src/repo/repoIndex.ts";
import { toIndexedFile } from "../../src/repo/repoScan.ts";
import { ShownLines } from "../../src/repo/shownLines.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { grammars, indexed, makeFolder } from "./repoFolders.ts";

const filler = (count: number) => Array.from({ length: count }, (_, at) => `const filler${at} = ${at};`);
const CART_TEST = [
  ...filler(40),
  "const basket = makeBasket();",
  "basket.weighPears(3);",
  "expect(basket.total).toBe(3);",
  ...filler(30),
];

async function candidatesAt(
  path: string,
  before: string,
  files: Record<string, string>,
  edits: readonly { path: string; line: number }[] = [],
): Promise<RepoCandidate[]> {
  const [index, reader] = [new RepoIndex(), new DefinitionReader(grammars)];
  for (const [name, text] of Object.entries(files))
    index.put(await toIndexedFile({ path: name, text, lines: text.split("\n") }, reader, NO_STAMP));
  const linesOf = (name: string) => (name in files ? ShownLines.ofText(files[name]!) : undefined);
  return findCandidates(index, { path, before, after: "\n", head: "", edits }, linesOf);
}

describe("a file of one piece", () => {
  it("is looked at where it goes like the lines here, and is known for what it is", async () => {
    const files = {
      "src/cart.ts": "",
      "src/cart.test.ts": CART_TEST.join("\n"),
      "src/other.ts": filler(40).join("\n"),
    };
    const found = await candidatesAt("src/cart.ts", "const basket = makeBasket();\n", files);
    const siblings = found.filter(({ sibling }) => sibling === 1);
    expect(siblings.some(({ text }) => text.includes("weighPears"))).toBe(true);
    expect(new Set(siblings.map(({ path }) => path))).toEqual(new Set(["src/cart.test.ts"]));
  });
});

describe("a file that says itself what it is like", () => {
  const siblingsWith = (lines: number) => {
    const before = "use(name);\n".repeat(lines);
    return new Related({ path: "cart.ts", before, after: "" }, (path) => path === "cart.test.ts").siblingOf(
      "cart.test.ts",
    );
  };
  it("needs none", () => expect([siblingsWith(5), siblingsWith(40)]).toEqual([1, 0]));
});

describe("recent edits", () => {
  const lines = ShownLines.ofText(filler(100).join("\n"));
  const linesOf = () => lines;
  const edits = [
    { path: "a.ts", line: 50 },
    { path: "here.ts", line: 3 },
    { path: "b.ts", line: 9 },
  ];
  const related = new Related({ path: "here.ts", before: "", after: "", edits }, (path) =>
    /^(?:a|b|here)\.ts$/.test(path),
  );

  it("count by how lately, in other files", () => {
    const span = (start: number, end: number) => ({ start, end });
    expect(related.editedIn("a.ts", span(40, 60))).toBe(1);
    expect(related.editedIn("b.ts", span(0, 20))).toBe(0.5);
    expect(related.editedIn("b.ts", span(10, 20))).toBe(0);
    expect(related.editedIn("here.ts", span(0, 20))).toBe(0);
  });

  it("are looked at where they share a name with the place", () => {
    const places = related.places(readLead("use(filler50);\n"), linesOf);
    expect(places.map(({ path, span }) => `${path} ${span.start}-${span.end}`)).toEqual(["a.ts 44-61"]);
    expect(related.places(readLead("nothing(shared);\n"), linesOf)).toEqual([]);
  });
});

describe("of an open document that is not to be shown", () => {
  const check = (name: string, path: string, line: string) =>
    it(name, async () => {
      const root = makeFolder({ "src/cart.ts": "", "src/cart.test.ts": filler(20).join("\n"), "b/secret.ts": "" });
      const desk = await indexed([root], ["b/**"]);
      const [own, other] = [join(root, "src/cart.ts"), join(root, path)];
      await desk.open(own, "");
      await desk.open(other, filler(20).join("\n"));
      await desk.open(other, [line, ...filler(20), "const basket = makeBasket();", "basket.weighPears(3);"].join("\n"));
      const question = { path: own, before: "const basket = makeBasket();\n", after: "\n", chars: 3000 };
      const shown = [...desk.find(question), ...desk.fill(question)].map(({ text }) => text).join("\n");
      expect(shown).not.toContain("weighPears");
    });
  check("it holds a key", "src/cart.test.ts", "-----BEGIN PRIVATE KEY-----");
  check("the user leaves it out", "b/secret.ts", "");
  check("it stands in no folder", "../elsewhere.ts", "");

  it("others are", async () => {
    const root = makeFolder({ "src/cart.ts": "", "src/cart.test.ts": filler(20).join("\n") });
    const desk = await indexed([root]);
    const [own, other] = [join(root, "src/cart.ts"), join(root, "src/cart.test.ts")];
    await desk.open(other, [...filler(20), "const basket = makeBasket();", "basket.weighPears(3);"].join("\n"));
    const question = { path: own, before: "const basket = makeBasket();\n", after: "\n", chars: 3000 };
    expect(
      desk
        .fill(question)
        .map(({ text }) => text)
        .join("\n"),
    ).toContain("weighPears");
  });
});
