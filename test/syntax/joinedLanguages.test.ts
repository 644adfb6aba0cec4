/** Grammars that only judge how a suggestion joins what follows: what is right is never refused, damage at the join is. */

import { describe, expect, it, vi } from "vitest";
import tables from "../../grammars/languages.json" with { type: "json" };
import { JoinCheck } from "../../src/syntax/join.ts";
import { JOINED_PROGRAMS } from "./joinedPrograms.ts";
import { loadGrammar, withOracle } from "./oracles.ts";

// Grammars are read and compiled on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

it("each language that is not enforced has a program here", () => {
  const joined = Object.entries(tables).filter(([, { enforced }]) => !enforced);
  expect(Object.keys(JOINED_PROGRAMS).sort()).toEqual(joined.map(([name]) => name).sort());
});

async function openJoin(language: string): Promise<JoinCheck> {
  return new JoinCheck(await loadGrammar(language));
}

describe.each(Object.entries(JOINED_PROGRAMS))("a program in %s", (language, program) => {
  it("may be written sign by sign, words aside", () =>
    withOracle(language, (oracle) => {
      const isInWord = (end: number) => /^\w\w$/.test(program.slice(end - 1, end + 1));
      const ends = Array.from(program, (_, end) => end).filter((end) => !isInWord(end));
      const dead = ends.filter((end) => oracle.judge(program.slice(0, end)) === "dead");
      expect(dead.map((end) => program.slice(end - 20, end))).toEqual([]);
    }));

  it("takes what was cut out of it, and has no fault with it", async () => {
    const join = await openJoin(language);
    const lines = [...program.matchAll(/[^\n]+\n/g)];
    const holes = lines.flatMap(({ index, 0: line }) => {
      const middle = index + (line.length >> 1);
      return [
        { start: index, end: index + line.length },
        { start: middle, end: index + line.length - 1 },
      ];
    });
    const refused = holes.filter(({ start, end }) => {
      const gap = { prefix: program.slice(0, start), suffix: program.slice(end) };
      return !join.fits(gap, { text: program.slice(start, end), replaced: 0 });
    });
    expect(join.isClean({ prefix: program, suffix: "" })).toBe(true);
    join.close();
    expect(refused.map(({ start, end }) => program.slice(start, end))).toEqual([]);
  });
});

/** What may be put at the ▮ and what may not. */
function check(language: string, marked: string, right: readonly string[], wrong: readonly string[]): void {
  it(`${language} ${JSON.stringify(marked)}`, async () => {
    const [prefix, suffix] = marked.split("▮") as [string, string];
    const join = await openJoin(language);
    const taken = [...right, ...wrong].filter((text) => join.fits({ prefix, suffix }, { text, replaced: 0 }));
    join.close();
    expect(taken).toEqual(right);
  });
}

describe("at the cursor", () => {
  check("toml", "[a]\n▮\nb = 1\n", ["c = 2", "c = [\n  1,\n]", "[d]"], ["c = ", "c = [1, 2", "c = 2]", "[d", "c = 'x"]);
  check("toml", "a = [\n  1,\n  ▮\n]\n", ["2,", "2"], ["2,\n]", "2, 3]", "b = 1", '"x']);
  check(
    "lua",
    "local f = function()\n  ▮\nend\n",
    ["return 1", "if a then b() end", "do end"],
    ["if a then", "end", "g("],
  );
  check("lua", "f(▮)\n", ["a, 1", "function() end", "{ 1, b = 2 }", "[[x]]"], ["a)", "function()", "{ 1", "a,"]);
  check(
    "hcl",
    'resource "a" "b" {\n  ▮\n}\n',
    ["c = 1", "d {\n  }", "c = <<EOF\nx\nEOF"],
    ["c = {", "d {", "}", "c = (1", "c ="],
  );
  check("hcl", "▮\n", ['variable "a" {}', "a = [1]"], ['variable "a" {', "a = [1", "}"]);
  check(
    "make",
    "▮\nb:\n\tls\n",
    ["a: b\n\tcp x y", "ifdef A\nB = 1\nendif", "A := $(B)"],
    ["A := $(B", "ifdef A", "define A"],
  );
  check("make", "a:\n\t▮\n", ["cp $< $@", "cp $(A) \\\n\t  b"], ["cp $(A", "cp ${A"]);
  check(
    "r",
    "f <- function(a) {\n  ▮\n}\n",
    ["b <- a + 1", "if (a) {\n  }", "a |>\n    g()"],
    ["b <- (a", "if (a) {", "}", '"b'],
  );
  check(
    "scala",
    "object A {\n  ▮\n}\n",
    ["val b = 1", "def f(a: Int) = {\n  }", 's"$b"'],
    ["val b = (1", "def f() = {", "}", 's"b'],
  );
});
