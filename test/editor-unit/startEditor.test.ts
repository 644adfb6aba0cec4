/** What `npm start -- --editor` opens, and what the editor tests say before they install anything. */

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toWorkbenchUrl } from "../editor/workbenchUrl.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const { editorTarget } = (await import(pathToFileURL(join(ROOT, "setup.mjs")).href)) as {
  editorTarget: (words: readonly string[], folder: string) => string | undefined;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "turnkey-start-"));
  mkdirSync(join(folder, "project"));
  writeFileSync(join(folder, "project", "a b.py"), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the target", () => {
  const check = (words: readonly string[], expected: string | undefined) =>
    it(words.join(" "), () => {
      const target = editorTarget(words, folder);
      expect(target).toBe(expected === undefined || expected === "" ? expected : join(folder, expected));
    });
  const refuse = (words: readonly string[], expected: RegExp) =>
    it(words.join(" "), () => {
      expect(() => editorTarget(words, folder)).toThrow(expected);
    });
  check([], undefined);
  check(["project"], undefined);
  check(["--editor"], "");
  check(["--editor", "project"], "project");
  check(["--editor=project"], "project");
  check(["project/a b.py", "--editor"], "project/a b.py");
  check(["--editor", "./project/../project"], "project");
  refuse(["--editor", "nothing"], /there is no file or folder .*nothing$/);
  refuse(["--editor", "project", "other"], /opens one file or folder, not project and other/);
});

describe("the page", () => {
  it("of a folder", () => {
    expect(toWorkbenchUrl("127.0.0.1:1", "t", { path: "/a b", isFile: false })).toBe(
      "http://127.0.0.1:1/?tkn=t&folder=%2Fa+b",
    );
  });
  it("of a file, in its folder", () => {
    const url = new URL(toWorkbenchUrl("127.0.0.1:1", "t", { path: "/a/b c.py", isFile: true }));
    expect(url.searchParams.get("folder")).toBe("/a");
    expect(JSON.parse(url.searchParams.get("payload")!)).toEqual([
      ["openFile", "vscode-remote://127.0.0.1:1/a/b%20c.py"],
    ]);
  });
});

describe.runIf(process.platform === "linux")("the browser", () => {
  it("is installed only after a line that says what and why", () => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const write = (name: string, script: string): void => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    };
    write("sudo", 'shift; exec "$@"');
    write("true", "exit 0");
    // Its own output is shown only when it fails, so what it was asked for goes to a file.
    write(
      "apt-get",
      'echo "$1" >> "$LOG"; [ "$1" = update ] || { printf "#!/bin/sh\\n" > "$BIN/chromium"; /bin/chmod +x "$BIN/chromium"; }',
    );
    symlinkSync(process.execPath, join(bin, "node"));
    const code = `
      const { appendFileSync } = await import("node:fs");
      console.log = (line) => appendFileSync(process.env.LOG, "said: " + line + "\\n");
      const { ensureChromium } = await import(${JSON.stringify(pathToFileURL(join(ROOT, "test/editor/install.mjs")))});
      appendFileSync(process.env.LOG, "found: " + (await ensureChromium()) + "\\n");
    `;
    const log = join(folder, "log");
    const env = { PATH: bin, HOME: folder, LOG: log, BIN: bin };
    const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { env, encoding: "utf8" });
    expect(stderr).toBe("");
    const lines = spawnSync("cat", [log], { encoding: "utf8" }).stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(
      /^said: setup: the editor tests need a browser.*: installing the Debian package chromium.*TURNKEY_SKIP_EDITOR=1/,
    );
    expect(lines.slice(1)).toEqual(["update", "install", `found: ${join(bin, "chromium")}`]);
  });
});
