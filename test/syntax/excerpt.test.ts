/** What is judged does not grow with the file, where it consists of items. */

import { expect, it } from "vitest";
import { Parser } from "web-tree-sitter";
import { Excerpter } from "../../src/syntax/excerpt.ts";
import { focusOf } from "../../src/syntax/gap.ts";
import { languageOf } from "../../src/syntax/grammarTables.ts";
import { PrefixOracle } from "../../src/syntax/oracle.ts";
import { loadGrammar } from "./oracles.ts";

const TIMES = 200;
/** UTF-16 code units. */
const MOST = 1500;

function check(
  language: string,
  { start = "", item, end, wrong }: { start?: string; item: string; end: string; wrong?: string },
) {
  it(`${language} ${JSON.stringify(item)}`, async () => {
    const grammar = await loadGrammar(language);
    const parser = new Parser();
    parser.setLanguage(grammar.language);
    const excerpter = new Excerpter(parser, grammar.table);
    const oracle = new PrefixOracle(grammar);
    const text = start + item.repeat(TIMES);
    try {
      expect(excerpter.excerpt(text + end).text.length).toBeLessThan(MOST);
      expect(oracle.judge(text + end)).toBe("viable");
      if (wrong !== undefined) expect(oracle.judge(text + wrong)).toBe("dead");
    } finally {
      oracle.close();
      excerpter.close();
      parser.delete();
    }
  });
}

check("html", { start: "<ul>\n", item: '  <li class="a">b &amp; <i>c</i></li>\n', end: "  <li>d" });
check("html", { item: "<p>a</p>\n<script>b();</script>\n", end: "<p>c" });
check("yaml", { item: "a:\n  b: 1\n  c: [d]\n", end: "e:\n  f", wrong: 'e: "f" g\n' });
check("yaml", { start: "a:\n", item: "  - b: 1\n    c: 2\n", end: "  - d", wrong: '  - "f" g\n' });
check("yaml", { item: "---\na: 1\n", end: "---\nb" });
check("cpp", { item: "#pragma once\nuint32_t f(a * b);\n", end: "uint32_t g(", wrong: "uint32_t g(a; b)" });
check("cpp", { item: '#ifdef A\nextern "C" { B f(); }\n#endif\n', end: "B g(" });
check("cpp", { start: "namespace a {\n", item: "b f() { return 1; }\n", end: "b g(", wrong: "b g(a; b)" });

it("no item begins in a string of several lines", () => {
  const filling = "f(1);\n".repeat(5000);
  const item = "const page = {\n  head: `\nconst a = 1;\n`,\n  size: ";
  const focus = focusOf({ prefix: filling + item, suffix: `1,\n};\n${filling}` }, languageOf("typescript")!);
  expect(focus?.prefix).toBe(item);
});
