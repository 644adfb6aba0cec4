/** The rest of a line or a body was deleted: what belongs there keeps its own closers. */

import { describe } from "vitest";
import { check } from "./check.ts";

/** The text is taken whole. */
function checkHole(languageId: string, marked: string, text: string): void {
  check(languageId, marked, `${text}\n`, marked.replace("▮", text));
}

describe("the rest of a line", () => {
  checkHole("go", "package a\n\nfunc F(w Writer, r *▮\n\tk := r.Key\n\tdo(k)\n}\n", "Request) {");
  checkHole("go", "package a\n\nfunc f() {\n\tif !isSet(▮\n\t\treturn\n\t}\n\tdo(1)\n}\n", "a) {");
  checkHole("java", "class A {\n  void b() {\n    c(new D()\n        .e(1, ▮\n        .f(2));\n  }\n}\n", "g())");
  checkHole("rust", "fn a() {\n    let b = c(▮\n    d(b);\n}\n", "1, 2);");
  checkHole("typescript", "class A {\n  b(▮\n    c();\n  }\n\n  d() {\n    e(1);\n  }\n}\n", "f: number) {");
  checkHole("java", "class A {\n  void b() {\n    c(d(e(▮\n    f(1);\n  }\n}\n", "))).g(2);");
  checkHole("csharp", "class A\n{\n    int B(▮\n    {\n        return C(1);\n    }\n}\n", "int d)");
  checkHole("c", "int a(int b) {\n  c(b, ▮\n  d(1);\n}\n", "e(2));");
});

describe("what the rest of a line closes is missing there", () => {
  checkHole("typescript", "expect(▮\n  { a: 1 },\n  { b: 2 },\n])\n", "sum(a)).toEqual([");
  checkHole("typescriptreact", "const page = ({ ▮\n  return a\n}\n", "a, b }) => {");
  checkHole("typescript", "const page = ({ a }: { ▮\n  return a\n}\n", "a: number; b: string }) => {");
  checkHole("typescript", "app.use(\n  sum(\n    ({ ▮\n      return a\n    }\n  )\n)\n", "a }) => {");
  checkHole("python", "show('b',\n    [c['d'▮\n    e=f)\n", "], 1], g=h,");
  checkHole("go", 'package a\n\nvar b = map[string]interface{▮\n\t"c": 1,\n}\n', "}{");
  checkHole("rust", "fn a() {\n    let b = c(d, E { ▮\n        f();\n    });\n}\n", "g }, |h| {");
});

describe("values between brackets stand anywhere", () => {
  checkHole("c", "int sum(\n            ▮\n\nint add(void);\n", "int a,\n        long b,\n    char c);");
  checkHole("c", "static const int a[] = {\n     ▮\n};\n", "1, 2,\n    3, 4");
  checkHole("python", "sum(\n        ▮\n)\n", "a,\n    b,\n      c,");
  checkHole("cpp", "Cart::Cart(\n    ▮\n}\n", "int a,\n    int b) :\n    a(a),\n    b(b) {");
});

describe("a body of statements whose head names a type", () => {
  const body = "if (a->n) {\n        return 1;\n    }\n\n    return 2;";
  checkHole("c", "int sum(struct cart *a) {\n    ▮\n}\n", body);
  checkHole("c", "struct cart *sum(int a) {\n    ▮\n}\n", body);
  checkHole("python", "for record in records:\n    ▮\n", "if record:\n        add(record)\n\n    show()");
});

describe("what ends the code within a text of another language, where it is missing", () => {
  check("html", '<script src="a.js">▮\n', "</script>\n", '<script src="a.js"></script>\n');
  check("html", "<script>\n  ▮\n", "a();\n</script>\n<p>b</p>\n", "<script>\n  a();\n</script>\n");
  const style = "a {\n    color: red;\n  }";
  check(
    "html",
    "<style>\n  ▮\n<style>\n",
    `${style}\n</style>\n`,
    `<style>\n  a {\n    color: red;\n  }\n</style>\n<style>\n`,
  );
  check("html", "<style>\n  ▮\n</style>\n", `${style}\n</style>\n`, `<style>\n  a {\n    color: red;\n  }\n</style>\n`);
});

describe("a pair of an object", () => {
  const scripts = '{\n  "scripts": {\n    "build": "tsc",\n    "lint▮\n  }\n}\n';
  check("json", scripts, '": "run lint",\n', scripts.replace("▮", '": "run lint"'));
  check("json", scripts, '": "run lint"\n  }\n}\n', scripts.replace("▮", '": "run lint"'));
  checkHole("json", '{\n  "a": 1,\n  "b▮\n  "c": 2\n}\n', '": 2,');
  // It would write what stands below once more, or leave a stump.
  check(
    "json",
    '{\n  "a": {\n    "b"▮\n    "c": 24,\n    "d": 3\n  }\n}\n',
    ': {\n      "c": 24,\n      "d": 3\n    }',
    null,
  );
});

describe("a body", () => {
  checkHole("java", "class A {\n    A(\n        ▮\n    }\n}\n", "int b,\n        int c) {\n        this.b = b;");
  checkHole("typescript", "const {\n  ▮\n\nd();\n", 'a,\n  b,\n} = require("c");');
});
