import { describe, expect, test } from "vitest";
import { findLanguage } from "../../../src/core/languages/languages.ts";
import { fitIndent } from "../../../src/core/place/indent.ts";
import { findIndentStyle } from "../../../src/core/place/indentStyle.ts";
import { cursorMark } from "./marks.ts";

describe("style", () => {
  const check = (text: string, expected: string) =>
    test(JSON.stringify(text), () => {
      const { kind, unit } = findIndentStyle(text.split("\n"));
      expect(`${kind} ${unit ?? "?"}`).toBe(expected);
    });

  check("a\n  b\n    c\n  d", "spaces 2");
  check("a\n    b\n        c", "spaces 4");
  check("a\n   b", "spaces 3");
  check("a\n    b\n    c\n      d\na\n    b", "spaces 4");
  check("    b\n    c", "spaces 4");
  check("a\n\tb", "tabs 4");
  check("a\n\tb\n  c", "mixed ?");
  check("a\nb", "mixed ?");
  check("/**\n * a\n */", "mixed ?");
});

describe("fitting", () => {
  const check = (marked: string, generated: string, expected: string, languageId = "unknown") =>
    test(`${languageId} ${JSON.stringify(marked)} ${JSON.stringify(generated)}`, () => {
      const { text, cursor } = cursorMark(marked);
      const linePrefix = text.slice(text.lastIndexOf("\n", cursor - 1) + 1, cursor);
      expect(fitIndent({ generated, text, cursor, linePrefix, language: findLanguage(languageId) })).toBe(expected);
    });

  // Nothing to change.
  check("a =▮", " b ", " b ");
  check("a:\n  ▮", "b\n  c", "b\n  c");
  check("a:\n▮", "\n  b", "\n  b");
  // The first line.
  check("a:\n  b\n  ▮", " c", "c");
  check("a:\n  b\n  ▮", "  c", "c");
  check("a:\n  b:\n  ▮", "  c", "  c");
  check("a:\n  b:\n  ▮", "   c", "  c");
  check("a:\n  b:\n    c\n▮", "  d", "  d");
  check("a:\n  b:\n    c\n▮", "   d", "  d");
  check("a {\n\tb\n▮", "\tc", "\tc");
  check("a {\n\tb\n▮", "    c", "\tc");
  check("a:\n    b\n▮\n        c", "        d", "        d");
  check("a:\n  b:\n    c\n  ▮", "  d", "d");
  check("a:\n  b:\n    c\n  ▮\n    d", "  e", "  e");
  check("a:\n  b:\n    c\n\n  ▮\ne", "  d", "d");
  // Between a head and what ends its body a line stands deeper than both, and the others go with it.
  check("a() {\n▮\n}", "b();", "  b();");
  check("a {\n\tb() {\n▮\n\t}\n}", "\tif (c) {\n\t\td();\n\t}\n\te();", "\t\tif (c) {\n\t\t\td();\n\t\t}\n\t\te();");
  check("a {\n  b() {\n  ▮\n  }\n}", "c();\n  d();", "  c();\n    d();");
  check("function a(b)\n▮\nend", "return b", "  return b", "lua");
  check("function a(b)\n▮\nend", "if b then\n  c()\nend", "  if b then\n    c()\n  end", "lua");
  check("function a(b)\n▮\nend", "if b then\n  c()", "  if b then\n    c()", "lua");
  check("a {\n\tb() {\n▮\n\t}\n}", "\tif (c) {\n\t\t\td();\n\t\t}", "\t\tif (c) {\n\t\t\td();\n\t\t}");
  check("function a(b)\n▮\nend", "if b then\n    c()\n  end", "  if b then\n    c()\n  end", "lua");
  check("case a\n▮\nend", "when 1\n  b", "when 1\n  b", "ruby");
  check("a: b\n▮\n", "$(CC) -o a b", "\t$(CC) -o a b", "makefile");
  check("a: b\n▮\n", "c: d", "c: d", "makefile");
  check("a: b\n▮\n", "E = 1", "E = 1", "makefile");
  check("if(A)\n▮\nendif()", "b(c)", "  b(c)", "cmake");
  check("switch a {\n▮\n}", "case b:\n\tc()", "case b:\n\tc()", "go");
  check("switch a {\ncase b:\n▮\n}", "c()", "\tc()", "go");
  check("namespace a {\n▮\n}", "int b;", "int b;", "cpp");
  check("<script>\n▮\n</script>", "let a;", "let a;", "vue");
  check("a() {\n▮\n}", "}", "}");
  check(
    "function a(b)\n▮\nend",
    "if b then\n    c()\n    if d then\n      e()\n    end",
    "  if b then\n    c()\n    if d then\n      e()\n    end",
    "lua",
  );
  // The end of a body stands below its head.
  check("a(▮)", "function()\n\t\tb()\n\tend", "function()\n\tb()\nend", "lua");
  check("a(▮)", "b: [\n    c,\n  ]", "b: [\n    c,\n  ]", "dart");
  check("a(b,\n  ▮c)", "d(e => {\n    f();\n  })", "d(e => {\n    f();\n  })");
  // Behind a space there is one already.
  check("a = ▮", "    b\n    c", "b\n    c");
  check("a =▮", " b", " b");
  check("a.▮", "      b", " b");
  check("a;▮", "  // b", "  // b");
  // Tabs and spaces.
  check("a {\n▮", "\tb", "\tb");
  check("a {\n  b\n\tc\n▮", "\td", "\td");
  check("f() {▮", "\n\t\ta();\n\t\tb();", "\n\t\ta();\n\t\tb();");
  check("a {\n\tb\n\t▮", "c {\n    d\n\t}", "c {\n\td\n\t}");
  check("a {\n\tb\n\t▮", "c {\n  d\n    e", "c {\n\td\n\t\te");
  check("a {\n  b\n  ▮", "c {\n\t\td\n\t}", "c {\n    d\n  }");
  check("a {\n\tb\n  c\n▮", "d {\n    e", "d {\n    e");
  check("a {\n\t/**\n\t * b\n\t */\n\t▮", "c\n\t/**\n\t * d", "c\n\t/**\n\t * d");
});
