/** Whatever is generated: what is shown in a clean file adds no syntax error. A failure prints the seed and the texts. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Parser } from "web-tree-sitter";
import { joinSuggestion } from "../../src/core/grammar/joining.ts";
import { readPlace } from "../../src/core/grammar/structure.ts";
import { findPlace } from "../../src/core/place/place.ts";
import { checkStop, createStopContext, finishText } from "../../src/core/place/stop.ts";
import { languageOf } from "../../src/syntax/grammarTables.ts";
import { keepsRules } from "../../src/syntax/guards.ts";
import { toPieces } from "../bench/syntaxPieces.ts";
import { isNoJudge } from "../judges/judge.ts";
import { openJudge } from "../judges/open.ts";
import { DeskSyntax } from "./deskSyntax.ts";
import { loadGrammar } from "./oracles.ts";
import { PROGRAMS } from "./programs.ts";

// Many parses on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

/** Tree-sitter's own verdict on a text parsed afresh, and the rules that it does not know; or another parser's, where it is too narrow. */
async function isClean(language: string, text: string): Promise<boolean> {
  const grammar = await loadGrammar(language);
  const parser = new Parser();
  parser.setLanguage(grammar.language);
  const tree = parser.parse(language === "css" ? rewordCss(text) : text)!;
  const { hasError } = tree.rootNode;
  const clean = !hasError && keepsRules(text, tree.rootNode, languageOf(language)!);
  tree.delete();
  parser.delete();
  return clean || (hasError && (await isJudgedRight(language, text)));
}

/** A declaration may be empty and a string go on behind a backslash: the grammar knows neither, and the judge no rules in rules. */
function rewordCss(text: string): string {
  return text.replaceAll(/(?<=[;{]\s*);/g, " ").replaceAll("\\\n", "  ");
}

/** Their grammars are known to take less than the language. */
const NARROW = new Set(["tsx", "javascript", "css", "html", "python", "rust"]);

async function isJudgedRight(language: string, text: string): Promise<boolean> {
  const judge = NARROW.has(language) ? await openJudge(language) : undefined;
  if (judge === undefined || isNoJudge(judge)) return false;
  try {
    return (await judge.judge(text)).kind === "right";
  } finally {
    judge.close();
  }
}

const NOISE = [
  ")",
  "]",
  "}",
  "(",
  "{",
  "[",
  "\n",
  "\n  ",
  "\n    ",
  ";",
  ",",
  '"',
  "'",
  "`",
  "x",
  "if",
  "else",
  "=",
  "/*",
  ":",
  " ",
];

/** Texts as a bad model writes them: lines and pieces of a program, in any order, cut anywhere, with noise between. */
function anyGenerated(program: string) {
  const pieces = toPieces(program);
  const lines = program.split("\n").map((line) => `${line}\n`);
  const part = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...lines) },
    { weight: 3, arbitrary: fc.constantFrom(...pieces) },
    { weight: 2, arbitrary: fc.constantFrom(...NOISE) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat(program.length), fc.integer({ min: 1, max: 60 }))
        .map(([from, length]) => program.slice(from, from + length)),
    },
  );
  return fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));
}

/** Anywhere, and often where something usually is written: at the end of a line or of a sign. */
function anyCursor(program: string): fc.Arbitrary<number> {
  const usual = [...program.matchAll(/(?=\n)|(?<=[({[;,=] ?)/g)].map(({ index }) => index);
  return fc.oneof(fc.nat(program.length), fc.constantFrom(...usual));
}

const CASES: Readonly<Record<string, string>> = {
  ...PROGRAMS,
  json: '{\n  "a": [1, 2.5e3, "b\\u0041"],\n  "c": { "d": null, "e": true },\n  "f": []\n}\n',
  css: "@media (min-width: 10px) {\n  a:hover > b.c { color: #fff; width: calc(1px + 2%); }\n}\n.d::after { content: '\\201c'; }\n",
  php: "<?php\nfunction f(array $a, ?int $b = 1): string {\n  foreach ($a as $k => $v) { $b .= \"{$v[0]} $k\"; }\n  return $b ?? 'c';\n}\n",
  ruby: 'class A < B\n  def f(a, *b, c: 1)\n    a.map { |x| x + 1 }.each do |y|\n      puts "#{y} z" if y > 2\n    end\n  end\nend\n',
  bash: 'f() {\n  local a="$1"\n  if [[ -n $a ]]; then\n    echo "$a" | grep -q b && return 0\n  fi\n  for x in 1 2; do echo $((x + 1)); done\n}\n',
  html: '<div class="a">\n  <p>b &amp; c</p>\n  <ul><li>d</li><li><img src="e"></li></ul>\n</div>\n',
  yaml: "a:\n  - b: 1\n    c: [d, 'e']\n  - {f: g}\nh: |\n  i\n  j\n",
};
/** Grammars that take nearly everything. */
const LENIENT = new Set(["html", "yaml", "ruby", "bash"]);

describe("what is shown adds no syntax error", () => {
  for (const [language, program] of Object.entries(CASES))
    it(language, async () => {
      expect(await isClean(language, program)).toBe(true);
      const syntax = new DeskSyntax();
      const counts = { shown: 0, refused: 0, cut: 0 };
      await fc.assert(
        fc.asyncProperty(
          anyCursor(program),
          anyGenerated(program),
          fc.constantFrom("end", "timeLimit"),
          async (cursor, written, reason) => {
            const gap = { prefix: program.slice(0, cursor), suffix: program.slice(cursor) };
            const grammar = syntax.open(language, gap);
            const place = readPlace(findPlace(program, cursor, language), (await grammar.ask("where", {}))!.answer!);
            const context = {
              ...createStopContext({ text: program, cursor, place, maxLines: 12 }),
              goesOnWhileOpen: true,
            };
            const verdict = checkStop(written, context);
            const generated =
              verdict.kind === "stop" ? written.slice(0, verdict.keep) : finishText(written, reason, context);
            const joined = await joinSuggestion({
              generated,
              text: program,
              cursor,
              place,
              grammar,
              closes: true,
              isEnded: verdict.kind !== "stop" && reason === "end",
              isCut: false,
              advises: false,
            });
            if (joined.kind === "breaksSyntax") counts.refused += 1;
            if (joined.kind !== "ok") return;
            counts.shown += 1;
            if ((joined.report?.cut ?? 0) > 0) counts.cut += 1;
            const { start, end, text } = joined.edit;
            const whole = program.slice(0, start) + text + program.slice(end);
            expect({ gap, written, text, clean: await isClean(language, whole) }).toMatchObject({ clean: true });
          },
        ),
        { numRuns: 150 },
      );
      // The test says something only if both happen.
      expect(counts.shown).toBeGreaterThan(5);
      if (!LENIENT.has(language)) expect(counts.refused).toBeGreaterThan(0);
    });
});
