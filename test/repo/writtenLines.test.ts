/** A place where candidates were looked for is found again when its line is written, and the line labels them. */

import { describe, expect, it } from "vitest";
import { findFinishedLine, WrittenLines } from "../../src/repo/writtenLines.ts";

describe("the line that was finished", () => {
  /** `▮` is the cursor, `now` the text later on. */
  const check = (name: string, then: string, now: string, expected: string | undefined) =>
    it(name, () => {
      const [before, after] = then.split("▮") as [string, string];
      expect(findFinishedLine({ before, after }, now.split("\n"))).toBe(expected);
    });

  check(
    "stands below the same lines",
    "a();\nb();\n▮\nz();",
    "a();\nb();\nshelf.place(book);\n\nz();",
    "shelf.place(book);",
  );
  check("was begun", "a();\nshelf.▮", "a();\nshelf.place(book);\n", "shelf.place(book);");
  check("has moved down", "a();\nb();\n▮", "new();\n\na();\nb();\nshelf.place(book);\n", "shelf.place(book);");
  check("is the file's first", "▮", "shelf.place(book);\n", "shelf.place(book);");
  check("two are alike: nobody knows", "}\n▮", "}\nshelf.place(book);\n}\nother.place(book);\n", undefined);
  check(
    "more lines tell them apart",
    "a {\n}\n▮",
    "a {\n}\nshelf.place(book);\nb {\n}\nother.take(book);\n",
    "shelf.place(book);",
  );
  check("is as it was", "a();\nshelf.▮place(book);", "a();\nshelf.place(book);\nz", undefined);
  check("is empty", "a();\n▮", "a();\n\nshelf.place(book);", undefined);
  check("says hardly anything", "a();\n▮", "a();\n});\n", undefined);
  check("its lines are gone", "a();\n▮", "c();\nshelf.place(book);\n", undefined);
});

describe("what it labels", () => {
  const seen = [["placeBook"], ["shelf"], ["other"]].map((names, at) => ({
    candidate: { names: [...names] },
    features: [at],
  }));
  const place = (line: string) => ({ path: "a.ts", before: `${line}\nshelf.`, after: "\n" });
  const TEXT = ["one();", "shelf.placeBook(book);", "two();", "shelf.countBooks(other);", ""];

  it("what holds a name that stood nowhere near is useful, once the line is left", () => {
    const written = new WrittenLines();
    written.see(place("one();"), seen);
    expect(written.read("a.ts", TEXT)).toEqual([]);
    written.see(place("two();"), seen);
    expect(written.read("b.ts", TEXT)).toEqual([]);
    expect(written.read("a.ts", TEXT)).toEqual([{ features: [[0], [1], [2]], isUseful: [true, false, false] }]);
    expect(written.read("a.ts", TEXT)).toEqual([]);
    written.see(place("three();"), seen);
    expect(written.read("a.ts", TEXT)).toEqual([{ features: [[0], [1], [2]], isUseful: [false, false, true] }]);
  });

  it("nothing of a document that was closed", () => {
    const written = new WrittenLines();
    for (const line of ["one();", "two();"]) written.see(place(line), seen);
    written.forget("a.ts");
    expect(written.read("a.ts", TEXT)).toEqual([]);
  });

  it("places that nobody reads are let go", () => {
    const written = new WrittenLines();
    for (let at = 0; at < 30; at += 1) written.see(place(`line${at}();`), seen);
    for (let at = 0; at < 30; at += 1) written.see({ ...place("one();"), path: `${at}.ts` }, seen);
    const all = Array.from({ length: 30 }, (_, at) => [`line${at}();`, "shelf.placeBook(book);"]).flat();
    expect(written.read("a.ts", all)).toEqual([]);
  });
});
