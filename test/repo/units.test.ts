/** How files are cut, with and without grammars. */

import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LEAST_LINES, MOST_LINES, toUnits, toWindows } from "../../src/repo/units.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";

const reader = new DefinitionReader(join(import.meta.dirname, "../../grammars"));

describe("units", () => {
  it("hold every line once, whatever the definitions are", () => {
    const anySpan = fc
      .tuple(fc.nat(120), fc.integer({ min: 1, max: 90 }))
      .map(([start, lines]) => ({ start, end: start + lines }));
    fc.assert(
      fc.property(fc.nat(120), fc.array(anySpan, { maxLength: 12 }), (count, definitions) => {
        const lines = toUnits(count, definitions).flatMap(({ start, end }) => {
          expect(end - start).toBeGreaterThan(0);
          expect(end - start).toBeLessThanOrEqual(MOST_LINES);
          return Array.from({ length: end - start }, (_, index) => start + index);
        });
        expect(lines).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
    );
  });

  const check = (name: string, count: number, definitions: string, expected: string) =>
    it(name, () => {
      const spans = definitions
        .split(" ")
        .filter(Boolean)
        .map((span) => span.split("-").map(Number));
      const units = toUnits(
        count,
        spans.map(([start, end]) => ({ start: start!, end: end! })),
      );
      expect(units.map(({ start, end }) => `${start}-${end}`).join(" ")).toBe(expected);
    });

  check("nothing", 0, "", "");
  check("no definition", 70, "", "0-23 23-46 46-70");
  check("one that fits", 30, "5-20", "0-5 5-20 20-30");
  check("one too small", 30, `5-${5 + LEAST_LINES - 1}`, "0-30");
  check("one too large, cut as if it were none", 80, "5-70", "0-26 26-53 53-80");
  check("methods, not their class", 40, "0-40 3-15 16-30", "0-3 3-15 15-16 16-30 30-40");
  check("a class whose methods are small", 40, "0-40 3-6 8-12", "0-40");
});

describe("windows", () => {
  it("cover every line", () => {
    for (let count = 1; count < 200; count += 1) {
      const windows = toWindows(count);
      expect(windows[0]!.start).toBe(0);
      expect(windows.at(-1)!.end).toBe(count);
      for (const [index, { start }] of windows.entries())
        if (index > 0) expect(start).toBeLessThan(windows[index - 1]!.end);
    }
  });
});

describe("definitions", () => {
  const check = (languageId: string, text: string, expected: string) =>
    it(languageId, async () => {
      const found = await reader.read(languageId, text, 3);
      expect(found?.map(({ start, end }) => `${start}-${end}`).join(" ")).toBe(expected);
    });

  check(
    "typescript",
    "import a from 'a';\nexport class Shelf {\n  add(book: Book) {\n    this.books.push(book);\n  }\n}\nconst x = 1;\n",
    "1-6 1-6 2-5",
  );
  check("javascript", "app.use = function use(fn) {\n  run(fn);\n  return this;\n};\n", "0-4");
  check(
    "python",
    "import os\n\nclass Shelf:\n    def add(self, book):\n        self.books.append(book)\n        return self\n",
    "2-6 3-6",
  );
  check("go", "package a\n\nfunc (s *Shelf) Add(b Book) {\n\ts.books = append(s.books, b)\n}\n", "2-5");
  check(
    "rust",
    "impl Shelf {\n    fn add(&mut self, book: Book) {\n        self.books.push(book);\n    }\n}\n",
    "0-5 1-4",
  );
  check("java", "class Shelf {\n  void add(Book book) {\n    books.add(book);\n  }\n}\n", "0-5 1-4");
  check("c", "int add(struct shelf *s) {\n  s->count++;\n  return s->count;\n}\n", "0-4");
  check("cpp", "namespace a {\nclass Shelf {\n  int count;\n};\n}\n", "0-5 1-4");
  check("csharp", "class Shelf {\n  void Add(Book book) {\n    books.Add(book);\n  }\n}\n", "0-5 1-4");
  check("ruby", "class Shelf\n  def add(book)\n    @books << book\n  end\nend\n", "0-5 1-4");
  check("php", "<?php\nfunction add($book) {\n  $this->books[] = $book;\n}\n", "1-4");
  check("shellscript", 'add() {\n  echo "$1"\n  return 0\n}\n', "0-4");
  check("lua", "function add(book)\n  table.insert(books, book)\n  return books\nend\n", "0-4");
  check("scala", "object Shelf {\n  def add(book: Book) = {\n    books += book\n  }\n}\n", "0-5 1-4");

  it("of a long text in steps, while another text is read by the same grammar", async () => {
    const one = "function add(book: Book) {\n  this.books.push(book);\n  return book;\n}\n";
    const text = one.repeat(2000);
    const whole = await reader.read("typescript", text, 3);
    let breaths = 0;
    const breathe = async () => {
      breaths += 1;
      expect(await reader.read("typescript", one, 3)).toEqual([{ start: 0, end: 4 }]);
    };
    expect(await reader.read("typescript", text, 3, breathe)).toEqual(whole);
    expect(whole).toHaveLength(2000);
    // 16,000 is about what the parser is at behind so many bytes.
    expect(breaths).toBeGreaterThan(text.length / 16_000);
  });

  it("not of a language without", async () => {
    expect(await reader.read("markdown", "# a\n\n## b\n", 1)).toBeUndefined();
    expect(await reader.read("css", "a {\n  color: red;\n}\n", 1)).toBeUndefined();
  });
});
