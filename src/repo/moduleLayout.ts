/**
 * Where modules are that are not named by their path: what `tsconfig.json` (`paths`, `baseUrl`, `extends`), `package.json`
 * (`name`, `exports`, `imports`), `go.mod`, `Cargo.toml` and `pyproject.toml` say of it. Pure.
 */

import { isRecord } from "../core/settings/settingKinds.ts";
import { withoutEnding } from "./imports.ts";
import { parseLooseJson } from "./looseJson.ts";
import { parentOf } from "./paths.ts";

/** A name of modules and where they are. In both `*` stands for the same text; paths have no ending. */
export interface ModuleAlias {
  readonly name: string;
  readonly target: string;
  /** The folder below which it holds; "" : everywhere. */
  readonly scope: string;
  /** Of files that import by it. */
  readonly importers: RegExp;
}

export type ModuleLayout = readonly ModuleAlias[];

const SCRIPTS = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/;
const GO = /\.go$/;
const RUST = /\.rs$/;
const PYTHON = /\.pyi?$/;
/** Folders that are made of what is in `src`. */
const BUILT = /^(?:dist|lib|build|out|output|esm|cjs|es|types)$/;
const SCRIPT_CONFIG = /^(?:ts|js)config(?:\.[\w.-]+)?\.json$/;

/** What is looked for first; scripts' configurations have other names beside. */
export const PROJECT_FILES = [
  "tsconfig.json",
  "jsconfig.json",
  "package.json",
  "go.mod",
  "Cargo.toml",
  "pyproject.toml",
  "setup.py",
] as const;
const NAMES: ReadonlySet<string> = new Set(PROJECT_FILES);

/** Whether a file says where modules are, by its name. */
export function isProjectFile(path: string): boolean {
  const name = nameOf(path);
  return NAMES.has(name) || SCRIPT_CONFIG.test(name);
}

/** Other files that a script's configuration goes on from; none of a package's. */
export function extendedBy(path: string, text: string): string[] {
  const config = NAMES.has(nameOf(path)) && !SCRIPT_CONFIG.test(nameOf(path)) ? undefined : parseLooseJson(text);
  return isRecord(config) ? extendedIn(config, parentOf(path)) : [];
}

function extendedIn(config: Readonly<Record<string, unknown>>, folder: string): string[] {
  const { extends: extended } = config;
  return stringsIn(extended)
    .filter((one) => one.startsWith("."))
    .map((one) => join(folder, one))
    .map((one) => (one.endsWith(".json") ? one : `${one}.json`));
}

/** `files`: project files by path, with `/`. What cannot be read says nothing. */
export function readLayout(files: ReadonlyMap<string, string>): ModuleLayout {
  return [...files].flatMap(([path, text]) => {
    const [folder, name] = [parentOf(path), nameOf(path)];
    if (name === "package.json") return readPackage(folder, parseLooseJson(text));
    if (name === "go.mod") return readGo(folder, text);
    if (name === "Cargo.toml") return readCargo(folder, text);
    if (SCRIPT_CONFIG.test(name)) return readScriptConfig(path, files);
    // Of others only scripts' configurations make use.
    if (!NAMES.has(name)) return [];
    return ["src", ""].map((inside) => alias("*", join(folder, `${inside}/*`), folder, PYTHON));
  });
}

function alias(name: string, target: string, scope: string, importers: RegExp): ModuleAlias {
  return { name, target, scope, importers };
}

function readGo(folder: string, text: string): ModuleAlias[] {
  const module = /^module\s+"?([^\s"]+)/m.exec(text)?.[1];
  const replaced = text.split("\n").flatMap((line) => {
    const [old = "", target = ""] = line.replace(/^replace /, "").split("=>");
    return target.trim().startsWith(".") ? [[old.trim().split(" ")[0]!, join(folder, target.trim())] as const] : [];
  });
  return [...(module === undefined ? [] : [[module, folder] as const]), ...replaced].flatMap(([name, target]) =>
    withRest(name, target, "", GO),
  );
}

function readCargo(folder: string, text: string): ModuleAlias[] {
  const source = join(folder, "src");
  const names = new Map<string, string>();
  let section = "";
  for (const line of text.split("\n")) {
    section = /^\[+([\w.-]+)/.exec(line)?.[1] ?? section;
    const found = /^name\s*=\s*"([^"]+)"/.exec(line)?.[1];
    if (found !== undefined) names.set(section, found.replaceAll("-", "_"));
  }
  const name = names.get("lib") ?? names.get("package");
  const own = withRest("crate", source, folder, RUST);
  return name === undefined ? [] : [...own, ...withRest(name, source, "", RUST)];
}

function withRest(name: string, target: string, scope: string, importers: RegExp): ModuleAlias[] {
  return [alias(name, target, scope, importers), alias(`${name}/*`, join(target, "*"), scope, importers)];
}

/** How often configurations may extend each other. */
export const MOST_EXTENDED = 8;

interface PathOptions {
  readonly baseUrl?: string;
  readonly paths?: { readonly folder: string; readonly byName: object };
}

function readScriptConfig(path: string, files: ReadonlyMap<string, string>): ModuleAlias[] {
  const { baseUrl, paths } = pathOptionsOf(path, files, MOST_EXTENDED);
  const scope = parentOf(path);
  const base = baseUrl ?? paths?.folder ?? scope;
  const named = Object.entries(paths?.byName ?? {}).flatMap(([name, targets]) =>
    stringsIn(targets).map((target) => alias(name, withoutEnding(join(base, target)), scope, SCRIPTS)),
  );
  return baseUrl === undefined ? named : [...named, alias("*", join(baseUrl, "*"), scope, SCRIPTS)];
}

/** A file's own options stand for those of the files it extends; the last of these for the others. */
function pathOptionsOf(path: string, files: ReadonlyMap<string, string>, left: number): PathOptions {
  const text = files.get(path);
  const config = text === undefined ? undefined : parseLooseJson(text);
  if (!isRecord(config) || left === 0) return {};
  const folder = parentOf(path);
  const inherited = extendedIn(config, folder).map((one) => pathOptionsOf(one, files, left - 1));
  const { compilerOptions } = config;
  const { baseUrl, paths } = isRecord(compilerOptions) ? compilerOptions : {};
  return Object.assign({}, ...inherited, {
    ...(typeof baseUrl === "string" ? { baseUrl: join(folder, baseUrl) } : {}),
    ...(isRecord(paths) ? { paths: { folder, byName: paths } } : {}),
  }) as PathOptions;
}

function readPackage(folder: string, data: unknown): ModuleAlias[] {
  if (!isRecord(data)) return [];
  const { name, exports, imports, main, module, types, source } = data;
  const own = isRecord(imports) ? subpaths(imports, "#", "", folder, folder) : [];
  if (typeof name !== "string" || name === "") return own;
  const isByPath = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith("."));
  const exported = isByPath ? subpaths(exports, ".", name, folder, "") : toAliases(name, exports, folder, "");
  const started = [source, types, module, main].flatMap((one) => toAliases(name, one, folder, ""));
  const usual = [folder, join(folder, "src")].flatMap((target) => withRest(name, target, "", SCRIPTS));
  return [...own, ...exported, ...started, ...usual];
}

/** Keys that begin with `sign`, `.` as the package's own name. */
function subpaths(map: object, sign: string, name: string, folder: string, scope: string): ModuleAlias[] {
  return Object.entries(map)
    .filter(([key]) => key.startsWith(sign))
    .flatMap(([key, targets]) => toAliases(sign === "." ? name + key.slice(1) : key, targets, folder, scope));
}

/** All that the conditions name, and what that is made of. */
function toAliases(name: string, targets: unknown, folder: string, scope: string): ModuleAlias[] {
  return stringsIn(targets)
    .filter((target) => target.startsWith(".") || !target.includes(":"))
    .flatMap((target) => {
      const parts = target.split("/").filter((part) => part !== "." && part !== "");
      let built = 0;
      while (built < parts.length - 1 && BUILT.test(parts[built]!)) built += 1;
      const made = built === 0 ? [] : [["src", ...parts.slice(built)].join("/")];
      return [parts.join("/"), ...made].map((path) =>
        alias(withoutEnding(name), withoutEnding(join(folder, path)), scope, SCRIPTS),
      );
    });
}

/** In lists and objects too. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isRecord(value) ? Object.values(value).flatMap(stringsIn) : [];
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A path as a file in `folder` names it. */
function join(folder: string, path: string): string {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of path.split("/"))
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  return parts.join("/");
}
