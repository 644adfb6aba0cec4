import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_EXCLUDED, excludedBy, globToRegExp, isExcluded, pathOfUri } from "../../src/core/excluded.ts";

function checkGlob(glob: string, path: string, matches: boolean): void {
  test(`${glob} ${matches ? "matches" : "leaves"} ${path}`, () => {
    const pattern = globToRegExp(glob);
    expect(pattern.test(path), `checkGlob(${JSON.stringify(glob)}, ${JSON.stringify(path)}, …): ${pattern}`).toBe(
      matches,
    );
  });
}

checkGlob("*.pem", "server.pem", true);
checkGlob("*.pem", "deep/in/it/server.PEM", true);
checkGlob("*.pem", "server.pem.ts", false);
checkGlob("docs/*.md", "docs/a.md", true);
checkGlob("docs/*.md", "/home/me/project/docs/a.md", true);
checkGlob("docs/*.md", "mydocs/a.md", false);
checkGlob("docs/*.md", "docs/deep/a.md", false);
checkGlob("**/generated/**", "a/generated/b/c.ts", true);
checkGlob("**/generated/**", "generated/c.ts", true);
checkGlob("**/generated/**", "generated.ts", false);
checkGlob("a/**/b.ts", "a/b.ts", true);
checkGlob("a/**/b.ts", "a/x/y/b.ts", true);
checkGlob("a/**/b.ts", "a/x/yb.ts", false);
checkGlob("private/", "x/private/a/b.ts", true);
checkGlob("private/", "x/private", false);
checkGlob("./local.ts", "x/local.ts", true);
checkGlob("/top/a.ts", "/top/a.ts", true);
checkGlob("/top/a.ts", "/x/top/a.ts", false);
checkGlob("C:\\code\\*.ts", "c:/code/a.ts", true);
checkGlob("file?.ts", "file1.ts", true);
checkGlob("file?.ts", "file/.ts", false);
checkGlob("v[0-9].ts", "v7.ts", true);
checkGlob("v[!0-9].ts", "v7.ts", false);
checkGlob("v[z-a].ts", "vb.ts", false);
checkGlob("{a,b{c,d}}.ts", "bd.ts", true);
checkGlob("{a,b{c,d}}.ts", "b.ts", false);
checkGlob("{open.ts", "{open.ts", true);
checkGlob("git", "digits.py", false);
checkGlob("a.b", "axb", false);
checkGlob("(a|b)+$.ts", "(a|b)+$.ts", true);

function checkExcluded(path: string, globs: readonly string[], glob: string | undefined): void {
  test(`${path} with [${globs}] is excluded by ${glob}`, () => expect(excludedBy(globs)(path)).toBe(glob));
}

for (const path of [".env", ".env.local", "app/.ENV", "prod.env", "tls/server.key", "C:\\keys\\a.p12", ".ssh/config"])
  test(`${path} is excluded from the start`, () => expect(excludedBy([])(path)).toBeDefined());
for (const path of [
  "id_rsa",
  "/home/me/.ssh/id_ed25519.pub",
  "secrets.yaml",
  ".netrc",
  ".aws/credentials",
  "x.tfstate.backup",
])
  test(`${path} is excluded from the start`, () => expect(excludedBy([])(path)).toBeDefined());
for (const path of [
  ...[
    "settings.json",
    ".vscode/settings.json",
    "config.json",
    "config.yaml",
    "keys.ts",
    "environment.ts",
    "src/env.ts",
  ],
  ...[
    "envelope.py",
    "monkey.ts",
    "keyboard.key.ts",
    "mysecrets.ts",
    "secrets/index.ts",
    "digits.py",
    "certificates.md",
    ".npmrc",
  ],
])
  checkExcluded(path, [], undefined);
checkExcluded("src/a.gen.ts", ["*.gen.ts"], "*.gen.ts");
checkExcluded("src\\vendor\\a.ts", ["vendor/"], "vendor/");
checkExcluded("src/a.ts", ["", "  "], undefined);
checkExcluded("a/.env", ["*"], DEFAULT_EXCLUDED[0]);

function checkUri(uri: string, path: string): void {
  test(`${uri} is ${path}`, () => expect(pathOfUri(uri)).toBe(path));
}

checkUri("file:///home/me/a%20b.ts", "/home/me/a b.ts");
checkUri("file:///c%3A/x/%23a.ts", "c:/x/#a.ts");
checkUri("vscode-remote://ssh-remote%2Bhost/home/me/.env", "/home/me/.env");
checkUri("vscode-notebook-cell:/home/me/n.ipynb#W0sZmlsZQ%3D%3D", "/home/me/n.ipynb");
checkUri("untitled:Untitled-1", "Untitled-1");
checkUri("file:///50%.txt", "/50%.txt");
checkUri("C:\\work\\.env", "C:\\work\\.env");

test("documents are excluded by their URI, each list of globs for itself", () => {
  const globs = ["private/"];
  expect(isExcluded("file:///home/me/%2Eenv", [])).toBe(true);
  expect(isExcluded("file:///home/private/a.ts", globs)).toBe(true);
  expect(isExcluded("file:///home/private/a.ts", [])).toBe(false);
  expect(isExcluded("file:///home/me/a.ts?x=.env", globs)).toBe(false);
});

test("any text is a glob: it neither throws nor takes long", () => {
  const glob = fc.string({ unit: fc.constantFrom(..."*?[]{}!,/\\.ab-^$("), maxLength: 30 });
  const path = fc.string({ unit: fc.constantFrom(..."ab/.-{["), maxLength: 60 });
  fc.assert(fc.property(glob, path, (g, p) => typeof globToRegExp(g).test(p) === "boolean"));
});

test("plain names match exactly themselves, in any folder", () => {
  const name = fc
    .string({ unit: fc.constantFrom(..."abc.-_$+()"), minLength: 1, maxLength: 8 })
    .filter((n) => !/^\.+$/.test(n));
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(globToRegExp(a).test(`folder/${a}`)).toBe(true);
      expect(globToRegExp(a).test(`folder/${b}`)).toBe(a.toLowerCase() === b.toLowerCase());
    }),
  );
});
