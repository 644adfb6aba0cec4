/**
 * The README's lines for Neovim, in a real one: ghost text appears while typing, and the key takes it. Skipped where no Neovim
 * 0.12 or newer is on the PATH or named by `TURNKEY_NVIM`.
 */

import { execFileSync, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { PACKAGE_ROOT } from "./engineTrial.ts";

const NVIM = process.env.TURNKEY_NVIM ?? "nvim";
const CODE = `/** The sum of all numbers. */
export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const n of numbers) total += n;
  return total;
}

/** The product of all numbers. */
export function product(numbers: readonly number[]): number {

}
`;

function isNewEnough(): boolean {
  try {
    const [, major, minor] = /NVIM v(\d+)\.(\d+)/.exec(execFileSync(NVIM, ["--version"], { encoding: "utf8" })) ?? [];
    return Number(major) > 0 || Number(minor) >= 12;
  } catch {
    return false;
  }
}

/** Asked until it answers as wanted. */
async function until(ask: () => string, wanted: RegExp): Promise<string> {
  for (;;) {
    const answer = ask();
    if (wanted.test(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

it.skipIf(!isNewEnough())("suggests and takes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "turnkey-nvim-"));
  const readme = await readFile(join(PACKAGE_ROOT, "README.md"), "utf8");
  const lines = /\*\*Neovim\*\*.*?```lua\n(.*?)```/s.exec(readme)![1]!;
  const cli = join(PACKAGE_ROOT, "src", "cli.ts");
  await writeFile(join(folder, "init.lua"), lines);
  await writeFile(join(folder, "a.ts"), CODE);
  const command = `#!/bin/sh\nexec "${process.execPath}" --disable-warning=MODULE_TYPELESS_PACKAGE_JSON "${cli}" "$@"\n`;
  await writeFile(join(folder, "turnkey"), command);
  await chmod(join(folder, "turnkey"), 0o755);
  const socket = join(folder, "socket");
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, XDG_STATE_HOME: folder };
  const nvim = spawn(NVIM, ["--headless", "--listen", socket, "-u", "init.lua", "a.ts"], {
    cwd: folder,
    env,
    stdio: "ignore",
  });
  const speak = (how: "send" | "expr", what: string): string => {
    try {
      return execFileSync(NVIM, ["--server", socket, `--remote-${how}`, what], { encoding: "utf8", stdio: "pipe" });
    } catch {
      return "";
    }
  };
  const lua = (code: string): string => speak("expr", `luaeval("${code}")`);
  try {
    await until(() => lua("#vim.lsp.get_clients()"), /^1/);
    speak("send", "10Gi  let result = 1;<CR>for (const n of ");
    const marks = "vim.inspect(vim.api.nvim_buf_get_extmarks(0,-1,0,-1,{details=true}))";
    await until(() => {
      const answer = lua(marks);
      // Neovim asks at each key and never by itself: not again when the model is loaded by then.
      if (!answer.includes("virt_text")) speak("send", "<BS> ");
      return answer;
    }, /virt_text = \{ \{ "numbers/);
    speak("send", "<Tab>");
    const written = await until(
      () => speak("expr", 'join(getline(1,"$"),"\\n")'),
      /for \(const n of numbers\) result \*=/,
    );
    expect(written).toMatch(/^export function product\(.*\n {2}let result = 1;\n {2}for \(const n of numbers\)/m);
  } finally {
    nvim.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
});
