/** Modules that run unbundled: which ones, and where they are. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface Module {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
}

/** A module's own description; throws when its folder has none. */
export function readModule(folder: string): Module {
  const { name, version, license = "see its files" } = readManifest(folder) as Record<string, string>;
  return {
    name: name ?? "",
    version: version ?? "",
    license: typeof license === "string" ? license : "see its files",
    folder,
  };
}

/** `name` and all that it needs to run, as Node would find them from the project's folder. Throws for one that is missing. */
export function modulesBelow(name: string, project: string): readonly Module[] {
  const found = new Map<string, Module>();
  const visit = (wanted: string, from: string): void => {
    const folder = findModule(wanted, from);
    if (folder === undefined)
      throw new Error(`${wanted}, which ${path.relative(project, from) || "the project"} needs, is not installed`);
    if (found.has(folder)) return;
    found.set(folder, readModule(folder));
    for (const needed of Object.keys((readManifest(folder).dependencies ?? {}) as object)) visit(needed, folder);
  };
  visit(name, project);
  return [...found.values()];
}

/** The nearest `node_modules` above `from` that has it. */
export function findModule(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const place = path.join(folder, "node_modules", name);
    if (existsSync(path.join(place, "package.json"))) return place;
    if (path.dirname(folder) === folder) return undefined;
  }
}

/** Paths of all files of a module, relative to it, without the modules inside it. */
export function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .filter((file) => !file.startsWith("node_modules/"));
}

function readManifest(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
}
