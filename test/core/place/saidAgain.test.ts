import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPlace } from "../../../src/core/place/place.ts";
import { lengthSaidAgain, maySayAgain, withoutSaidAgain } from "../../../src/core/place/saidAgain.ts";
import { anyText } from "../anyText.ts";
import { cursorMark } from "./marks.ts";

function placeOf(languageId: string, marked: string) {
  const { text, cursor } = cursorMark(marked);
  return findPlace(text, cursor, languageId);
}

/** What is left of a text at the ▮. */
function check(languageId: string, marked: string, generated: string, expected: string) {
  test(`${languageId}: ${JSON.stringify(marked)} ${JSON.stringify(generated)}`, () => {
    expect(withoutSaidAgain(generated, placeOf(languageId, marked))).toBe(expected);
  });
}

describe("the line", () => {
  check("go", "\tx, err := ▮", "x, err := load()", "load()");
  check("go", "\tx, err :=▮", "x, err := load()", " load()");
  check("go", "\tx, err := ▮", "  x, err :=   load()", "load()");
  check("python", "for x in ▮:", "for x in all:\n    go(x)", "all:\n    go(x)");
  check("python", "if x: ▮", "if x:\n    go()", "\n    go()");
  check("csharp", "return ▮", "return;", ";");
  check("ruby", "puts ▮", 'puts "a"', '"a"');
  check("ruby", 'puts "▮"', 'puts "a"', 'a"');
  check("c", "#include ▮", "#include <a.h>", "<a.h>");
  check("css", "  --gap: ▮", "--gap: 1px;", "1px;");
  check("markdown", "One of the ▮", "One of the two.", "two.");
});

describe("its last part", () => {
  check("typescript", "if (a) return ▮", "return b;", "b;");
  check("typescript", "if (a) return ▮", "return(b);", "(b);");
  check("typescript", "export const a = ▮", "const a = 1;", "1;");
  check("typescript", "const a = await ▮", "await b();", "b();");
  check("typescript", "} else if (▮", "if (a) {", "a) {");
  check("json", '{ "a": 1, "b": ▮', '"b": 2 }', "2 }");
  check("html", '<p><img src="▮', 'src="a.png">', 'a.png">');
  check("haskell", "x <- ▮", "x <- get", "get");
  check("python", "run(a=1, b=▮)", "b=2)", "2)");
});

describe("the name whose member is to be named", () => {
  check("typescript", "  return this.▮", "this.a;", "a;");
  check("typescript", "use(a.b.▮)", "a.b.c)", "c)");
  check("cpp", "  use(std::▮);", "std::move(a));", "move(a));");
  check("php", "$a = $this->▮", "$this->b;", "b;");
});

describe("the word", () => {
  check("typescript", "const total = pri▮", "price * 2;", "ce * 2;");
  check("typescript", "docum▮", "document.body;", "ent.body;");
});

describe("nothing", () => {
  check("typescript", "return ▮", "returned;", "returned;");
  check("typescript", "return ▮", "b;", "b;");
  // A call may hold itself, and a list, a chain or an element another one like it.
  check("typescript", "max(▮", "max(a, b)", "max(a, b)");
  check("typescript", "[0, ▮", "0, 1]", "0, 1]");
  check("typescript", "[new A(), ▮", "new A()]", "new A()]");
  check("typescript", "  a = head.next.next.▮", "next.a;", "next.a;");
  check("python", "now = datetime.▮", "datetime.now()", "datetime.now()");
  check("python", "a = (b).c.▮", "c.d", "c.d");
  check("html", "<td>a</td>▮", "<td>a</td>", "<td>a</td>");
  check("json", '  "items": {▮}', '"items": {}', '"items": {}');
  check("css", "ul ▮", "ul {", "ul {");
  check("scss", "  .a ▮", ".a {", ".a {");
  check("go", "\tParams ▮", "Params\n", "Params\n");
  check("javascript", "layout = ▮", "layout === true", "layout === true");
  check("rust", "    wheel: ▮", "wheel::Wheel,", "wheel::Wheel,");
  check("typescript", "a = b as C ▮", "as C<D>;", "as C<D>;");
  check("javascript", "a = b.c ▮", "= b.c || {};", "= b.c || {};");
  check("c", "a = b / 2 ▮", "/ 2;", "/ 2;");
  check("cpp", "a.add(0); a.add(▮", "0); a.add(1);", "0); a.add(1);");
  check("c", "    n * sizeof(int), ▮", "n * sizeof(int), m);", "n * sizeof(int), m);");
  // A word may follow itself there.
  check("c", "long ▮", "long a;", "long a;");
  check("markdown", "that ▮", "that is so", "that is so");
  check("ruby", "puts ▮", "puts.a", "puts.a");
  // In a string `b =` begins nothing.
  check("python", 'print("a, b = ▮")', 'b = 1")', 'b = 1")');
  check("yaml", "spec:▮", "\n  spec: 1", "\n  spec: 1");
  check("typescript", "▮", "const a = 1;", "const a = 1;");
});

describe("may yet say it again", () => {
  const checkMay = (languageId: string, marked: string, generated: string, expected: boolean) =>
    test(`${languageId}: ${JSON.stringify(marked)} ${JSON.stringify(generated)}`, () => {
      expect(maySayAgain(generated, placeOf(languageId, marked))).toBe(expected);
    });
  checkMay("typescript", "const a = ▮", "con", true);
  checkMay("typescript", "const a = ▮", "const a =", true);
  checkMay("typescript", "const a = ▮", "const b", false);
  checkMay("typescript", "const a = ▮", "const a = 1", false);
  checkMay("go", "\tx, err := ▮", "x, err", true);
  checkMay("typescript", "const a = ▮", "", false);
  checkMay("typescript", "[0, ▮", "0", false);
});

test("the text is a beginning that is left out, of the line or of a part of it, and what follows", () => {
  fc.assert(
    fc.property(anyText, anyText, fc.constantFrom("typescript", "python", "css", "markdown"), (line, text, id) => {
      const linePrefix = line.replaceAll("\n", " ");
      const place = findPlace(linePrefix, linePrefix.length, id);
      for (const generated of [text, linePrefix.trim() + text]) {
        const length = lengthSaidAgain(generated, place);
        expect(linePrefix).toContain(generated.slice(0, length).trim());
      }
    }),
  );
});
