/** Lays out a package's files in a folder. */

import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ENGINE_PACKAGE, isModel, isWanted, OWN_FILES, packagedManifest } from "./contents.ts";
import { filesOf, type Module, modulesBelow } from "./modules.ts";
import { noticesOf } from "./notices.ts";

export interface StageOptions {
  readonly project: string;
  /** Is made anew. */
  readonly folder: string;
  /** The native binaries for the package's machine. */
  readonly binaries: readonly Module[];
  /** What is in the bundles and the grammars, beside the modules that are copied. */
  readonly bundled: readonly Module[];
  readonly withModel: boolean;
}

/** Throws when something that a package needs is not there. */
export function stage({ project, folder, binaries, bundled, withModel }: StageOptions): void {
  rmSync(folder, { recursive: true, force: true });
  const files = OWN_FILES.flatMap((entry) => expand(project, entry)).filter((file) => withModel || !isModel(file));
  for (const file of files) put(path.join(project, file), path.join(folder, file));
  const manifest = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8"));
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(packagedManifest(manifest), undefined, 2)}\n`);
  const modules = modulesBelow(ENGINE_PACKAGE, project);
  for (const module of modules) putModule(module, path.join(folder, path.relative(project, module.folder)));
  for (const binary of binaries) putModule(binary, path.join(folder, "node_modules", binary.name));
  writeFileSync(path.join(folder, "NOTICES.txt"), `${noticesOf([...modules, ...binaries, ...bundled])}\n`);
}

function expand(project: string, entry: (typeof OWN_FILES)[number]): readonly string[] {
  if (typeof entry === "string") return [entry];
  const names = readdirSync(path.join(project, entry.folder)).filter((name) =>
    entry.endings.some((ending) => name.endsWith(ending)),
  );
  return names.map((name) => `${entry.folder}/${name}`);
}

function putModule(module: Module, to: string): void {
  for (const file of filesOf(module.folder))
    if (isWanted(module.name, file)) put(path.join(module.folder, file), path.join(to, file));
}

/** Large files are linked where they can be: the model is copied into the package anyway. */
function put(from: string, to: string): void {
  if (!existsSync(from)) throw new Error(`${from} is missing; build first`);
  mkdirSync(path.dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    cpSync(from, to);
  }
}
