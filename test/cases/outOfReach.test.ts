/** Files of which only a part is looked at: what holds all of that part is closed further on. */

import { describe } from "vitest";
import { check } from "./check.ts";

/** `count` members, as long as those of a usual file. */
function members(count: number, member: (name: string) => string): string {
  return Array.from({ length: count }, (_, index) => member(`member${index}`)).join("");
}

interface Big {
  readonly languageId: string;
  readonly head: string;
  readonly member: (name: string) => string;
  readonly place: string;
  readonly said: string;
  /** What stands behind the place in the member. */
  readonly end: string;
}

/** The model goes on with what stands below; the class begins in front of what is looked at, ends behind it, or both. */
function checkBig({ languageId, head, member, place, said, end }: Big): void {
  for (const [above, below] of [
    [10, 90],
    [90, 10],
    [90, 90],
  ] as const) {
    const [before, behind] = [`${head}${members(above, member)}${place}`, `${end}${members(below, member)}}\n`];
    check(languageId, `${before}▮${behind}`, said + behind.slice(0, 300), before + said + behind);
  }
}

describe("a body in a class of many members", () => {
  const kotlin = (name: string) =>
    `    fun ${name}(a: Int): Int {\n        val b = listOf(a, 2)\n        return b.sum() + a\n    }\n\n`;
  const swift = (name: string) =>
    `    func ${name}(a: Int) -> Int {\n        let b = [a, 2]\n        return b.count + a\n    }\n\n`;
  const dart = (name: string) => `  int ${name}(int a) {\n    final b = [a, 2];\n    return b.length + a;\n  }\n\n`;
  checkBig({
    languageId: "kotlin",
    head: "class A {\n",
    member: kotlin,
    place: "    fun go(a: Int) {\n        ",
    said: "println(a)",
    end: "\n    }\n\n",
  });
  checkBig({
    languageId: "kotlin",
    head: "class A {\n",
    member: kotlin,
    place: "    fun go(a: Int) {\n        if (a > ",
    said: "b(1)",
    end: ") {\n            c()\n        }\n    }\n\n",
  });
  checkBig({
    languageId: "swift",
    head: "final class A {\n",
    member: swift,
    place: "    func go(a: Int) {",
    said: "\n        print(a)",
    end: "\n    }\n\n",
  });
  checkBig({
    languageId: "dart",
    head: "class A {\n",
    member: dart,
    place: "  void go(int a) {\n    if (a > 1) {\n      ",
    said: "print(a);\n      print(1);",
    end: "\n    }\n  }\n\n",
  });
  checkBig({
    languageId: "typescript",
    head: "class A {\n",
    member: (name) => `  ${name}(a: number): number {\n    const b = [a, 2];\n    return b.length + a;\n  }\n\n`,
    place: "  go(a: number) {\n    if (a > 1) {\n      ",
    said: "print(a);",
    end: "\n    }\n  }\n\n",
  });
});

describe("what is missing further out is not missing at the next line", () => {
  const open = "class A {\n    fun a() {\n        b()\n    }\n\n    fun c() {\n        ▮\n    }\n\n    fun d() = 1\n";
  check("kotlin", open, "e()\n    }\n\n    fun d() = 1\n}\n", open.replace("▮", "e()"));
  const service = "service A {\n  rpc B(C) returns (D) {▮\n  }\n\n  rpc E(F) returns (G) {}\n";
  check("proto3", service, '\n    option (h) = "i";\n  }\n', service.replace("▮", '\n    option (h) = "i";'));
});
