/** What the preprocessor leaves of a text, and what the join makes of it. */

import { describe, expect, it } from "vitest";
import { JoinCheck } from "../../src/syntax/join.ts";
import { withoutMacros } from "../../src/syntax/withoutMacros.ts";
import { loadGrammar } from "./oracles.ts";

/** `¦` is the cursor; left out: behind the text. Blanks are not compared. */
function check(marked: string, expected: string): void {
  it(JSON.stringify(marked), () => {
    const cursor = marked.indexOf("¦");
    const text = marked.replace("¦", "");
    const left = withoutMacros(text, cursor < 0 ? text.length : cursor);
    expect(left).toHaveLength(text.length);
    expect(left.split("\n")).toHaveLength(text.split("\n").length);
    expect(left.trim().split(/\s+/).join(" ")).toBe(expected);
  });
}

describe("macros for nothing", () => {
  check("SHOP_API int sum(void);", "int sum(void);");
  check("SHOP_API std::size_t sum();", "std::size_t sum();");
  check("static SHOP_INLINE int sum(void) {", "static int sum(void) {");
  check("void sum(const int * SHOP_RESTRICT a, int * SHOP_RESTRICT b);", "void sum(const int * a, int * b);");
  check("const int * SHOP_RESTRICT a = b;", "const int * a = b;");
  check("int sum() SHOP_NOEXCEPT {", "int sum() {");
  check("int sum() const SHOP_PURE;", "int sum() const ;");
  check('int sum(int a) SHOP_DEPRECATED("no");', "int sum(int a) ;");
  check("class SHOP_EXPORT Cart {", "class Cart {");
  check("SHOP_BEGIN\nint a;\n", "int a;");
  check('struct Cart {\n  SHOP_OBJECT("cart")\n  int a;\n};', "struct Cart { int a; };");
  check("SHOP_EACH(item, cart) {", "{");
});

describe("names of values and types stay", () => {
  check("int a = SHOP_SIZE;", "int a = SHOP_SIZE;");
  check("return SHOP_SIZE\n", "return SHOP_SIZE");
  check("a = SHOP_MAX(1, 2)\nb();", "a = SHOP_MAX(1, 2) b();");
  check("int a = SHOP_SIZE\nb();", "int a = SHOP_SIZE b();");
  check("SHOP_SET(a, 1);", "SHOP_SET(a, 1);");
  check("SHOP_SIZE = 1;", "SHOP_SIZE = 1;");
  check("static BOOL sum(void) {", "static BOOL sum(void) {");
  check("HANDLE a = b;", "HANDLE a = b;");
  check("void sum(FILE *a, HANDLE b);", "void sum(FILE *a, HANDLE b);");
  check("enum { ONE_A, TWO_B };", "enum { ONE_A, TWO_B };");
  check("a = b * SHOP_SIZE;", "a = b * SHOP_SIZE;");
  check('a = "SHOP_API int"; // SHOP_API int', 'a = "SHOP_API int"; // SHOP_API int');
});

describe("directives", () => {
  check("#include <a.h>\nint a;", "int a;");
  check("#define SUM(a, b) \\\n  do { \\\n    (a) + \\\n  }\nint a;", "int a;");
  check("#ifdef A\nif (a) {\n#else\nif (b) {\n#endif\n}", "if (a) { }");
  check("#ifdef A\nif (a) {\n#else\nif (b) {¦\n#endif\n}", "if (b) { }");
  check("#if A\na;\n#elif B\nb;\n#if C\nc;\n#endif\n#else\nd;\n#endif\ne;", "a; e;");
  check("#if A\na;\n#if C\nc;\n#else\nf;¦\n#endif\n#else\nd;\n#endif\ne;", "a; f; e;");
  check("#if 0\nnot C\n#else\na;\n#endif\n", "a;");
  check("#endif\na;\n#else\nb;\n#if A\nc;", "a; b; c;");
});

describe("what fits where macros are", () => {
  const checkFit = (language: string, marked: string, text: string, expected: boolean) =>
    it(`${language} ${JSON.stringify(marked)} + ${JSON.stringify(text)}`, async () => {
      const [prefix, suffix] = marked.split("▮");
      const join = new JoinCheck(await loadGrammar(language));
      try {
        expect(join.fits({ prefix: prefix!, suffix: suffix! }, { text, replaced: 0 })).toBe(expected);
      } finally {
        join.close();
      }
    });

  const body = "void sum(const int * SHOP_RESTRICT a) {\n  ▮\n}\n";
  checkFit("c", body, "int * SHOP_RESTRICT b = a;", true);
  checkFit("c", body, "int * SHOP_RESTRICT b = (a;", false);
  checkFit("c", body, "int * SHOP_RESTRICT b = a", false);
  checkFit("c", body, "int b = SHOP_SIZE", false);
  const linkage = '#ifdef __cplusplus\nextern "C" ▮\n#endif\n\nint a;\n\n#ifdef __cplusplus\n}\n#endif\n';
  checkFit("c", linkage, "{", true);
  checkFit("c", linkage, "{ {", false);
  const macro = "#define SUM(a) \\\n  do { \\\n    b( ▮\n  } while (0)\n\nint c;\n";
  checkFit("c", macro, "a); \\", true);
  const member = "namespace shop {\nclass Cart : public Shop {\npublic:\n  ▮\n};\n}\n";
  checkFit("cpp", member, 'SHOP_OBJECT("cart")\n  bool full() const SHOP_NOEXCEPT;', true);
  checkFit("cpp", member, 'SHOP_OBJECT("cart")\n  bool full( const SHOP_NOEXCEPT;', false);
  checkFit("cpp", 'void f() {\n  asm(\n    SHOP_LOAD("%0")\n    : : ▮\n  );\n}\n', '"r"(a)', true);
});
