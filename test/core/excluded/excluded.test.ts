import { describe, expect, test } from "vitest";
import { DocumentExclusion, findExclusion, pathOfUri } from "../../../src/core/excluded/excluded.ts";

const NOTHING = { languageId: "typescript", head: "" };

function checkExcluded(uri: string, globs: readonly string[], by: string | undefined, rule?: string): void {
  test(`${uri} with [${globs}] is excluded by ${by}`, () => {
    const found = findExclusion({ ...NOTHING, uri }, globs);
    expect(found?.by).toBe(by);
    if (rule !== undefined) expect(found?.rule).toBe(rule);
  });
}

describe("why a document is left alone", () => {
  checkExcluded("src/a.gen.ts", ["*.gen.ts"], "setting", "*.gen.ts (turnkey.exclude)");
  checkExcluded("src\\vendor\\a.ts", ["vendor/"], "setting");
  checkExcluded("file:///home/private/a.ts", ["private/"], "setting");
  checkExcluded("file:///home/private/a.ts", [], undefined);
  checkExcluded("src/a.ts", ["", "  "], undefined);
  checkExcluded("a/.env", ["*"], "name", "environment variables ({.,}env)");
  checkExcluded("file:///home/me/a.ts?x=.env", ["private/"], undefined);
  checkExcluded(`file:///${"a".repeat(5000)}`, [], "name", "paths of over 4,096 characters");

  test("each list of globs is a matter of its own, also after many others", () => {
    const uri = "a/first/b.ts";
    for (let index = 0; index < 100; index += 1)
      expect(findExclusion({ ...NOTHING, uri }, [`${index}/`])).toBeUndefined();
    expect(findExclusion({ ...NOTHING, uri }, ["first/"])?.by).toBe("setting");
    expect(findExclusion({ ...NOTHING, uri }, ["second/"])).toBeUndefined();
  });
});

describe("an open document", () => {
  const key = `${"-".repeat(5)}BEGIN PRIVATE KEY${"-".repeat(5)}\n`;

  test("is judged again when its first lines or the list are others", () => {
    const document = new DocumentExclusion("file:///home/me/notes.txt", "plaintext");
    expect(document.find("", [])).toBeUndefined();
    expect(document.find(key, [])).toEqual({ by: "text", rule: "its first lines hold a private key" });
    expect(document.find(key, ["notes.*"])?.by).toBe("setting");
    expect(document.find(key, [])?.by).toBe("text");
    expect(document.find("notes\n", [])).toBeUndefined();
  });
});

function checkUri(uri: string, path: string): void {
  test(`${uri} is ${path}`, () => expect(pathOfUri(uri)).toBe(path));
}

describe("paths", () => {
  checkUri("file:///home/me/a%20b.ts", "/home/me/a b.ts");
  checkUri("file:///c%3A/x/%23a.ts", "c:/x/#a.ts");
  checkUri("vscode-remote://ssh-remote%2Bhost/home/me/.env", "/home/me/.env");
  checkUri("vscode-notebook-cell:/home/me/n.ipynb#W0sZmlsZQ%3D%3D", "/home/me/n.ipynb");
  checkUri("untitled:Untitled-1", "Untitled-1");
  checkUri("file:///50%.txt", "/50%.txt");
  checkUri("file:///50%/%2Eenv", "/50%/.env");
  checkUri("file:///%FF/%2Eenv", "/%FF/.env");
  checkUri("file:///%C3%A9t%C3%A9.ts", "/été.ts");
  checkUri("file:///a/%252Eenv", "/a/.env");
  checkUri("file://server/share/a.ts", "/share/a.ts");
  checkUri("file:///a.ts?b#c", "/a.ts");
  checkUri("C:\\shop\\.env", "C:/shop/.env");
  checkUri("\\\\server\\share\\a.ts", "//server/share/a.ts");
});
