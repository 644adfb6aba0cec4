import { expect, test } from "vitest";
import { chooseFunctions, functionsIn, score } from "./functions.ts";

test("functions and methods are found with their bodies, and nothing that says where they are", () => {
  const text = [
    "/** Says where it is. */",
    "export function a(b: number): number {",
    "  const inner = () => {",
    "    return 1;",
    "  };",
    "  return inner() + b;",
    "}",
    "class C {",
    "  /** A method. */",
    "  async m(): Promise<void> {",
    "    await 1;",
    "    await 2;",
    "  }",
    "  get short(): number {",
    "    return 1;",
    "  }",
    "}",
  ].join("\n");
  expect(functionsIn({ path: "src/core/place/x.ts", text })).toEqual([
    {
      text: "function a(b: number): number {\n  const inner = () => {\n    return 1;\n  };\n  return inner() + b;\n}",
      folder: "core/place",
      file: "x.ts",
    },
    { text: "async m(): Promise<void> {\n  await 1;\n  await 2;\n}", folder: "core/place", file: "x.ts" },
  ]);
});

test("a seed gives the same functions each time, and another seed others", () => {
  const [one, again, other] = ["1", "1", "2"].map((seed) => chooseFunctions(40, seed));
  expect(one).toHaveLength(40);
  expect(new Set(one!.map(({ text }) => text)).size).toBe(40);
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

test("answers are scored by folder and by file", () => {
  const key = [
    { folder: "core/place", file: "stop.ts" },
    { folder: "core/place", file: "indent.ts" },
    { folder: "", file: "protocol.ts" },
    { folder: "", file: "places.ts" },
  ];
  expect(score(key, ["core/place/stop.ts", "core/place/stop.ts", "protocol.ts"])).toEqual({ folders: 3, files: 2 });
  expect(score(key, [undefined, "place/indent.ts", "editor/protocol.ts", "places.ts"])).toEqual({
    folders: 1,
    files: 1,
  });
});
