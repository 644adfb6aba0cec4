/** "Find Similar Code": what is asked, listed and shown. */

import { beforeEach, describe, expect, it } from "vitest";
import { host } from "../fakes/vscode/host.ts";
import "../fakes/vscode/index.ts";
import { findSimilarCode } from "../../src/editor/similarCode.ts";

const PLACES = [
  { uri: "file:///r/a.ts", path: "a.ts", startLine: 3, endLine: 9, preview: "place(book);", likeness: 1 },
  { uri: "file:///r/b.ts", path: "b.ts", startLine: 0, endLine: 5, preview: "count();", likeness: 0.42 },
];

function engine(places: typeof PLACES | Error) {
  const asked: unknown[] = [];
  const request = async (method: string, params: unknown) => {
    asked.push([method, params]);
    if (places instanceof Error) throw places;
    return places;
  };
  return { asked, engine: { request } as unknown as Parameters<typeof findSimilarCode>[0] };
}

describe("similar code", () => {
  beforeEach(() => {
    host.reset();
    host.show(host.open("file:///r/main.ts", "place(shelf);\n", "typescript"));
  });

  it("lists the places, and goes to the one that is picked", async () => {
    const { asked, engine: one } = engine(PLACES);
    host.picked = "b.ts";
    await findSimilarCode(one);
    expect(asked).toMatchObject([["turnkey/similar", { uri: "file:///r/main.ts" }]]);
    expect(host.picks.map(({ label, detail }) => `${label} ${detail}`)).toEqual([
      "a.ts:4 place(book);",
      "b.ts:1 count();",
    ]);
    expect(host.shown.at(-1)).toContain("file:///r/b.ts");
  });

  it("goes back when nothing is picked", async () => {
    await findSimilarCode(engine(PLACES).engine);
    expect(host.shown.at(-1)).toContain("file:///r/main.ts");
  });

  const says = (name: string, places: typeof PLACES | Error, expected: string, mode = "repository") =>
    it(name, async () => {
      host.configuration.set("global", "turnkey.context.mode", mode);
      await findSimilarCode(engine(places).engine);
      expect(JSON.stringify(host.messages)).toContain(expected);
      expect(host.shown).toEqual([]);
    });

  says("says that there is nothing", [], "Nothing similar was found");
  says("says that nobody can be asked", new Error("The engine is not running"), "there is no index to look in");
  says("says how there would be an index", [], "set turnkey.context.mode", "off");
});
