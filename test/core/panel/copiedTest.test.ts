/** A request that is shown to others: the same shape, and nothing of the user's. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toCopiedTest } from "../../../src/core/panel/copiedTest.ts";
import { Scrambler } from "../../../src/core/panel/scramble.ts";
import { parseSessions } from "../../../src/replay/session.ts";
import "../../seed.ts";

interface Opened {
  readonly path: string;
  readonly text: string;
  readonly offset: number;
}

function copy(
  text: string,
  languageId: string,
  { offset = text.length, seed = 7, uri = "file:///home/me/Secret.ts" } = {},
): Opened {
  const line = toCopiedTest(3, uri, { languageId, text, offset }, seed);
  const [open, complete] = parseSessions(line, "copied")[0]!.trace;
  if (open?.kind !== "open" || complete?.kind !== "complete") throw new Error(line);
  expect(open.languageId).toBe(languageId);
  return { path: open.path, text: open.text, offset: complete.offset };
}

/** What must not be seen in what is copied: names and words, in any case, apart from single letters of words that grew longer. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set((text.match(/[_$]*\p{L}[\p{L}\p{M}\p{N}_$]*/gu) ?? []).map((word) => word.toLowerCase()));
}

/** Words of the languages in these texts. */
const KEPT = new Set(
  "async await const for if in return function let new while def not and import from class self fn mut func package select where null true false type string".split(
    " ",
  ),
);

const CASES: readonly (readonly [languageId: string, text: string])[] = [
  [
    "typescript",
    `const total = prices.map((price) => price.net * TAX_RATE); // for the invoice\nreturn \`of \${total} in \${unit}\`;`,
  ],
  [
    "typescript",
    "async function loadUser2(id: string) {\n  await fetch('https://intern.example/users/' + id, /secret|token/);\n}\n",
  ],
  [
    "python",
    'def greet(name):\n    """Says hello in words,\n    for everybody if not None."""\n    return f"hello {name}, from {self.place}"\n',
  ],
  [
    "go",
    "package billing\n\nfunc (b *Bill) Sum() int64 {\n\treturn b.items[0].cents + 12345678 // not yet rounded\n}\n",
  ],
  ["rust", 'fn main() { let größe = "straße"; let mut url = r#"for if while"#; }'],
  ["sql", "select email, phone from customers where city = 'Köln' and phone = '0221 4711 0815'"],
  ["markdown", "# Notes\n\nMeet Alice at 10 in the park, and bring the blue folder."],
  ["plaintext", "for if while return"],
];

describe("what is copied", () => {
  test.each(CASES)("%s: %s", (languageId, text) => {
    const { text: copied } = copy(text, languageId);
    const [before, after] = [wordsOf(text), wordsOf(copied)];
    expect([...after].filter((word) => before.has(word) && !KEPT.has(word))).toEqual([]);
    // The shape is the same: what is no word, where words begin, and which are the same.
    const shape = (code: string) => code.replace(/[\p{L}\p{M}\p{N}_$]+/gu, "w");
    expect(shape(copied)).toBe(shape(text));
  });

  test("words of the language stand in code, and not in strings and comments", () => {
    const { text } = copy('if (x) return "if only"; // return for good', "typescript");
    expect(text).toMatch(/^if \(\w+\) return "\w+ \w+"; \/\/ \w+ \w+ \w+$/);
    expect(text.match(/\b(if|return|for)\b/g)).toEqual(["if", "return"]);
    expect(copy('a = """\nfor if\n"""', "python").text).not.toMatch(/\b(for|if)\b/);
    expect(copy("a = `\nfor b if\n`", "typescript").text).not.toMatch(/\b(for|if)\b/);
    expect(copy("a = 'for if", "typescript").text).not.toMatch(/\b(for|if)\b/);
  });

  test("the same name is the same name again, also as a part of others, as large as it was", () => {
    const { text } = copy("userName user_name USER.Name(userName, HTTPUser)", "typescript");
    const [, user, name] = /^([a-z]{4})([A-Z][a-z]{3}) /.exec(text)!;
    const upper = (word: string) => word[0]!.toUpperCase() + word.slice(1);
    expect(text).toContain(`${user}${name} ${user}_${name!.toLowerCase()} ${user!.toUpperCase()}.${name}(`);
    expect(text).toMatch(new RegExp(`\\(${user}${name}, [A-Z]{4}${upper(user!)}\\)$`));
  });

  test("numbers stay numbers", () => {
    const { text } = copy("a = 0x1F + 1e9 + 42n + 0 + 1_000 + 16px", "typescript");
    expect(text).toMatch(/^\w = 0x[1-9][a-f] \+ [1-9]e[1-9] \+ [1-9]{2}n \+ 0 \+ [1-9]_000 \+ [1-9]{2}px$/);
    expect(copy("call 49221471108154711", "plaintext").text).not.toContain("4922147");
  });

  test("the path keeps its ending alone", () => {
    expect(copy("a", "typescript", { uri: "file:///home/me/mySecret.test.ts" }).path).toMatch(/^\w+\.\w{4}\.ts$/);
    expect(copy("a", "typescript", { uri: "file:///home/me/mySecret.test.ts" }).path).not.toMatch(/my|secret|test/i);
    expect(copy("a", "makefile", { uri: "file:///home/me/Makefile" }).path).toMatch(/^[A-Z][a-z]{7}$/);
  });

  test("the cursor stands where it stood, also within a word", () => {
    const text = "const first = second.third(fourth);\n";
    for (let offset = 0; offset <= text.length; offset += 1) {
      const copied = copy(text, "typescript", { offset });
      const words = (code: string): string => code.replace(/[a-z]+/g, "w");
      expect(words(copied.text.slice(0, copied.offset))).toBe(words(text.slice(0, offset)));
      expect(words(copied.text.slice(copied.offset))).toBe(words(text.slice(offset)));
    }
  });
});

const NAME = fc.oneof(
  fc.stringMatching(/^[a-z]{1,3}$/),
  fc.stringMatching(/^[a-z]{2,8}([A-Z][a-z]{1,6}){0,3}[0-9]{0,2}$/),
  fc.stringMatching(/^[A-Z]{2,5}(_[A-Z]{2,5}){0,2}$/),
  fc.constantFrom("größe", "имя", "名前", "café", "İstanbul", "x", "$el", "_private", "__init__", "ﬁx", "Ⅷ"),
);

test("no name and no word of a string or a comment is left, whatever they are", () =>
  fc.assert(
    fc.property(
      fc.array(NAME, { minLength: 1, maxLength: 40 }),
      fc.constantFrom("typescript", "python", "go", "java", "ruby", "c", "bash", "html", "yaml", "plaintext"),
      fc.nat(),
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      (names, languageId, cursor, seed) => {
        const text = names
          .map(
            (name, index) =>
              [`${name} = `, `"${name} `, `${name}" `, `# ${name}\n`, `// ${name}\n`, `(${name})\n`, `.${name}`][
                index % 7
              ],
          )
          .join("");
        const offset = cursor % (text.length + 1);
        const { text: copied, path } = copy(text, languageId, { offset, seed });
        const after = wordsOf(`${copied} ${path.replace(/\.ts$/, "")}`);
        const left = [...wordsOf(text)].filter((word) => after.has(word) && !KEPT.has(word));
        // Reserved words that chance wrote may stand in code.
        expect(left.filter((word) => new Scrambler([], 1).code(word, "typescript").text !== word)).toEqual([]);
      },
    ),
    { numRuns: 400 },
  ));
