/**
 * `npm run package [-- --target T]… [--slim | --vulkan] [--out FILE] [--table]`: builds `turnkey-T-VERSION.vsix` in dist/packages for this
 * machine, or for each target that is named (`all`: for all of them); `--slim`: `turnkey-slim-…` without the model, which is got
 * at a click; `--vulkan`: the same with what graphics cards need, for targets that have that; `--out` names the file where there is one target; `--table` writes the sizes into the README. Prints a line per
 * package; exit code 1 when one could not be built.
 */

import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { createVSIX } from "@vscode/vsce";
import { buildProduct } from "../esbuild.mjs";
import { CACHE, npm, ROOT, report } from "../setup.mjs";
import { ENGINE_PACKAGE, isPreRelease, KINDS, MOST_BYTES, TARGETS } from "./contents.ts";
import { findModule, readModule } from "./modules.ts";
import { withSizes } from "./sizeTable.ts";
import { stage } from "./stage.ts";

const PACKAGES = path.join(ROOT, "dist", "packages");

process.exitCode = await main();

async function main() {
  const options = {
    ...{ target: { type: "string", multiple: true }, slim: { type: "boolean" }, vulkan: { type: "boolean" } },
    ...{ out: { type: "string" }, table: { type: "boolean" } },
  };
  const { values } = parseArgs({ options });
  const named = values.target ?? [`${process.platform}-${process.arch}`];
  const kind = values.vulkan ? "vulkan" : values.slim ? "slim" : "full";
  const all = Object.keys(TARGETS).filter((target) => !KINDS[kind].vulkan || TARGETS[target].vulkan !== undefined);
  const targets = named.includes("all") ? all : named;
  const unknown = targets.filter((target) => !Object.hasOwn(TARGETS, target));
  if (unknown.length > 0) {
    console.error(`no packages for ${unknown.join(", ")}; targets: ${Object.keys(TARGETS).join(", ")}, all`);
    return 2;
  }
  if (values.out !== undefined && targets.length > 1) {
    console.error("--out names one file, and there are several targets");
    return 2;
  }
  const bundled = (await buildProduct()).map(readModule);
  const sizes = [];
  let failed = 0;
  for (const target of targets) {
    try {
      const { file, bytes } = await build({ target, bundled, kind, out: values.out });
      sizes.push({ target, kind, bytes });
      console.log(`${path.relative(ROOT, file)}: ${(bytes / 1e6).toFixed(1)} MB`);
    } catch (error) {
      failed += 1;
      console.error(`${target}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (failed === 0 && named.length === 1 && sizes[0].target === `${process.platform}-${process.arch}`)
    console.log("Next: code --install-extension FILE, or in VS Code: Extensions, …, Install from VSIX…");
  if (values.table) {
    const page = path.join(ROOT, "README.md");
    writeFileSync(page, withSizes(readFileSync(page, "utf8"), sizes));
  }
  return failed > 0 ? 1 : 0;
}

async function build({ target, bundled, kind, out }) {
  const name = kind === "full" ? target : `${kind}-${target}`;
  const folder = path.join(PACKAGES, name);
  const { model, vulkan } = KINDS[kind];
  const binaries = await binariesFor(target, vulkan);
  stage({ project: ROOT, folder, binaries, bundled, withModel: model });
  const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  const packagePath = path.resolve(out ?? path.join(PACKAGES, `turnkey-${name}-${version}.vsix`));
  const preRelease = isPreRelease(version);
  // The secrets that it would look for are those of source trees; the staged files are named one by one.
  await createVSIX({ cwd: folder, packagePath, target, preRelease, dependencies: true, allowPackageAllSecrets: true });
  const bytes = statSync(packagePath).size;
  const most = MOST_BYTES[kind];
  if (bytes > most) throw new Error(`${(bytes / 1e6).toFixed(1)} MB, and ${most / 1e6} MB are its limit`);
  return { file: packagePath, bytes };
}

async function binariesFor(target, withVulkan) {
  const { binary, vulkan, os, cpu } = TARGETS[target];
  if (withVulkan && vulkan === undefined) throw new Error("there is no package with Vulkan for it");
  const names = withVulkan ? [binary, vulkan] : [binary];
  const found = [];
  for (const name of names) found.push(await findBinary(name, { os, cpu }));
  return found;
}

/** Native binaries of a machine: installed with the project, or had from the registry. */
async function findBinary(binary, { os, cpu }) {
  const { version } = readModule(findModule(ENGINE_PACKAGE, ROOT));
  const cache = path.join(CACHE, "binaries");
  for (const place of [ROOT, cache]) {
    const found = findModule(binary, place);
    if (found !== undefined && readModule(found).version === version) return readModule(found);
  }
  report(`getting ${binary} ${version}`);
  mkdirSync(cache, { recursive: true });
  const only = ["--no-save", "--ignore-scripts", "--force", `--os=${os}`, `--cpu=${cpu}`];
  const lacking = new Error(`the package registry in use has no ${binary} ${version}`);
  await npm(["install", ...only, `${binary}@${version}`], { cwd: cache }).catch(() => Promise.reject(lacking));
  const found = findModule(binary, cache);
  if (found === undefined) throw lacking;
  return readModule(found);
}
