/** Which files of the repository a file's imports are, told by their paths alone. Pure. */

import { type Imported, importsOf } from "./imports.ts";
import type { ModuleLayout } from "./moduleLayout.ts";

/** What a folder's own file is called. */
const INDEX_NAMES = ["index", "__init__", "mod", "lib", "main"];
/** Of a name's last parts so many may be names in the module. */
const MOST_NAMES = 2;
/** Paths whose strengths are remembered. */
const MOST_KNOWN = 2000;

/** A module that must be this path, without its ending, or a folder's own file or, of a package, any file right in it. */
interface ModulePath {
  readonly path: string;
  readonly isPackage: boolean;
}

export class ImportedFiles {
  readonly #paths: ReadonlyMap<string, ModulePath>;
  /** Those that may be anywhere. */
  readonly #loose: readonly Imported[];
  readonly #ends: ReadonlySet<string>;
  /** The same files are found line after line. */
  readonly #strengths = new Map<string, number>();

  /** `text`: the first lines of the file at `from`. Paths with `/`. */
  constructor(text: string, from: string, layout: ModuleLayout) {
    const imports = importsOf(text);
    const paths = imports.flatMap((imported) => [...ownPaths(imported, from), ...layoutPaths(imported, from, layout)]);
    this.#paths = new Map(paths.map((one) => [one.path, one]));
    this.#loose = imports.filter(({ up }) => up < 0);
    this.#ends = new Set([
      ...paths.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)),
      ...this.#loose.flatMap(({ parts }) => parts.slice(-1 - MOST_NAMES)),
    ]);
  }

  /** How sure it is that `path` is imported: 1 by its whole name, less by its last parts; 0: not. */
  strengthOf(path: string): number {
    const known = this.#strengths.get(path);
    if (known !== undefined) return known;
    if (this.#strengths.size >= MOST_KNOWN) this.#strengths.clear();
    const strength = this.#findStrength(path);
    this.#strengths.set(path, strength);
    return strength;
  }

  #findStrength(path: string): number {
    const target = partsOf(path);
    const ends = [target.at(-1)!, target.at(-2) ?? ""];
    if (!ends.some((end) => this.#ends.has(end))) return 0;
    if (this.#paths.has(target.join("/")) || this.#paths.get(target.slice(0, -1).join("/"))?.isPackage) return 1;
    return this.#loose.reduce((best, { parts }) => Math.max(best, suffixStrength(parts, target)), 0);
  }

  /** Where files are looked for by name, before a folder is known. Undefined: all of the folder's. */
  places(): { readonly folder: string; readonly names: ReadonlySet<string> | undefined }[] {
    return [...this.#paths.values()].flatMap(({ path, isPackage }) => {
      const cut = path.lastIndexOf("/");
      const own = { folder: path.slice(0, cut), names: new Set([path.slice(cut + 1)]) };
      return [own, { folder: path, names: isPackage ? undefined : new Set(INDEX_NAMES) }];
    });
  }
}

/** `src/a/b/index.ts` → src, a, b. */
function partsOf(path: string): string[] {
  const parts = path.split("/");
  return withoutIndex([...parts.slice(0, -1), parts.at(-1)!.replace(/\.[^.]+$/, "")]);
}

function withoutIndex(parts: readonly string[]): string[] {
  return parts.slice(0, parts.length > 1 && INDEX_NAMES.includes(parts.at(-1)!) ? -1 : undefined);
}

/** Those of an import that is counted from where the file is. */
function ownPaths({ parts, up, isFromModule, mayEndInNames, names }: Imported, from: string): ModulePath[] {
  if (up < 0) return [];
  const start = isFromModule ? partsOf(from) : from.split("/").slice(0, -1);
  if (up > start.length) return [];
  const base = start.slice(0, start.length - up);
  return spread(base, parts, names, mayEndInNames && parts.length > 0);
}

/** With names that may be modules, and without parts that may be names. */
function spread(
  base: readonly string[],
  parts: readonly string[],
  names: readonly string[],
  mayEndInNames: boolean,
): ModulePath[] {
  const full = [...base, ...parts];
  const cuts = mayEndInNames ? Math.min(MOST_NAMES, parts.length) : 0;
  const shorter = Array.from({ length: cuts }, (_, cut) => full.slice(0, full.length - 1 - cut));
  return [full, ...shorter, ...names.map((name) => [...full, name])].map((one) => ({
    path: withoutIndex(one).join("/"),
    isPackage: false,
  }));
}

/** Those that project files give a name. */
function layoutPaths({ parts, up, names, mayEndInNames }: Imported, from: string, layout: ModuleLayout): ModulePath[] {
  if (up >= 0 || parts.length === 0) return [];
  const name = parts.join("/");
  return layout.flatMap(({ name: pattern, target, scope, importers }) => {
    const rest = importers.test(from) && isBelow(from, scope) ? restOf(name, pattern) : undefined;
    if (rest === undefined) return [];
    const full = target.replace("*", () => rest);
    if (from.endsWith(".go")) return [{ path: full, isPackage: true }];
    const restParts = rest === "" ? 0 : rest.split("/").length;
    const all = full.split("/");
    const base = all.slice(0, all.length - restParts);
    return spread(base, all.slice(all.length - restParts), names, mayEndInNames && !from.endsWith(".py"));
  });
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/** What `*` stands for, "" where there is none; undefined: another name. */
function restOf(name: string, pattern: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star < 0) return name === pattern ? "" : undefined;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const isLike = name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
  return isLike ? name.slice(start.length, name.length - end.length) : undefined;
}

/** The module's last parts, the last one or two of which may be names in it, against the end of the path; a folder stands for its files. */
function suffixStrength(parts: readonly string[], target: readonly string[]): number {
  const named = parts[0] === "crate" ? parts.slice(1) : parts;
  for (const cut of [0, 1, 2])
    for (const ends of [target, target.slice(0, -1)]) {
      const wanted = named.slice(0, named.length - cut);
      if (wanted.length === 0) continue;
      const tail = ends.slice(-wanted.length);
      const whole = tail.length === wanted.length && tail.every((part, index) => part === wanted[index]);
      // A short name alone is often another's.
      if (whole) return (wanted.length > 1 ? 1 : 0.5) * (ends === target ? 1 : 0.5);
    }
  return 0;
}
