import { expect, test } from "vitest";
import { DEFAULT_EXCLUDED, excludedBy, pathOfUri } from "../../src/core/excluded.ts";

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

test("equal lists share one matcher, others do not", () => {
  expect(excludedBy(["private/"])).toBe(excludedBy(["private/"]));
  expect(excludedBy(["private/"])).not.toBe(excludedBy(["private"]));
  const first = excludedBy(["first/"]);
  for (let index = 0; index < 100; index += 1) excludedBy([`${index}/`]);
  expect(excludedBy(["first/"])).not.toBe(first);
  expect(excludedBy(["first/"])("a/first/b.ts")).toBe("first/");
});
