/** Our own modules, loaded anew as often as wanted, each time with one of them changed. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { transformSync } from "esbuild";
import { instrument } from "./instrument.ts";

/** What instrumented modules call. */
export interface Counters {
  tick(): void;
  hit(file: string, index: number): void;
}

type Loaded = Record<string, unknown>;
type Compiled = (
  module: { exports: Loaded },
  exports: Loaded,
  require: (specifier: string) => unknown,
  url: string,
  tick: () => void,
  hit: (index: number) => void,
) => void;

interface Source {
  readonly text: string;
  readonly hash: string;
  /** As written, of ours and of others. */
  readonly imports: readonly string[];
  compiled: Compiled | undefined;
}

const IMPORT = /(?:\bfrom|\bimport|\bimport\()\s*"([^"]+)"/g;

export class Modules {
  readonly #root: string;
  readonly #sources = new Map<string, Source>();
  readonly #outside = new Map<string, Loaded>();
  readonly #replaced: Readonly<Record<string, Loaded>>;

  /** `replaced`: packages that stand in for the real ones. */
  constructor(root: string, replaced: Readonly<Record<string, Loaded>>) {
    this.#root = root;
    this.#replaced = replaced;
  }

  textOf(file: string): string {
    return this.#source(file).text;
  }

  /** All files of ours that a file needs, itself included, and how many imports away they are. */
  distances(file: string): ReadonlyMap<string, number> {
    const distances = new Map([[file, 0]]);
    for (const [importer, distance] of distances)
      for (const specifier of this.#source(importer).imports) {
        const target = this.#resolve(importer, specifier);
        if (target !== undefined && !distances.has(target)) distances.set(target, distance + 1);
      }
    return distances;
  }

  /** Changes with any file that `file` needs. */
  hashOf(file: string): string {
    const needed = [...this.distances(file).keys()].sort();
    return hash(needed.map((one) => this.#source(one).hash).join());
  }

  /** Fetches the packages that a file's modules import: `load` cannot wait for them. */
  async prepare(file: string): Promise<void> {
    for (const needed of this.distances(file).keys())
      for (const specifier of this.#source(needed).imports) {
        if (this.#resolve(needed, specifier) !== undefined || specifier in this.#replaced) continue;
        if (this.#outside.has(specifier)) continue;
        // What is no package stands in a string.
        const found = (await import(specifier).catch(() => ({}))) as Loaded;
        this.#outside.set(specifier, { ...found, __esModule: true });
      }
  }

  /** Carries a prepared file out with all that it imports, everything new; `change` is another text for one of them. */
  load(file: string, counters: Counters, change?: { readonly file: string; readonly text: string }): void {
    const loaded = new Map<string, { exports: Loaded }>();
    const changed = change && compile(change.file, change.text);
    const load = (wanted: string): Loaded => {
      const known = loaded.get(wanted);
      if (known !== undefined) return known.exports;
      const module = { exports: {} as Loaded };
      loaded.set(wanted, module);
      if (wanted.endsWith(".json")) {
        module.exports = { __esModule: true, default: JSON.parse(this.textOf(wanted)) };
        return module.exports;
      }
      const source = this.#source(wanted);
      source.compiled ??= compile(wanted, source.text);
      const run = changed !== undefined && wanted === change?.file ? changed : source.compiled;
      const require = (specifier: string) => {
        const target = this.#resolve(wanted, specifier);
        return target === undefined ? this.#package(specifier) : load(target);
      };
      const url = pathToFileURL(path.join(this.#root, wanted)).href;
      run(module, module.exports, require, url, counters.tick, (index) => counters.hit(wanted, index));
      return module.exports;
    };
    load(file);
  }

  #package(specifier: string): Loaded {
    const found = this.#replaced[specifier] ?? this.#outside.get(specifier);
    if (found === undefined) throw new Error(`${specifier} was not fetched`);
    return found;
  }

  #source(file: string): Source {
    const known = this.#sources.get(file);
    if (known !== undefined) return known;
    const text = readFileSync(path.join(this.#root, file), "utf8");
    const imports = file.endsWith(".json") ? [] : [...text.matchAll(IMPORT)].map((match) => match[1]!);
    const source = { text, hash: hash(text), imports: [...new Set(imports)], compiled: undefined };
    this.#sources.set(file, source);
    return source;
  }

  /** Undefined: not one of ours. */
  #resolve(importer: string, specifier: string): string | undefined {
    if (specifier === "vscode") return "test/fakes/vscode/index.ts";
    if (!specifier.startsWith(".")) return undefined;
    const target = path.posix.join(path.posix.dirname(importer), specifier);
    return existsSync(path.join(this.#root, target)) && /\.(m?ts|json)$/.test(target) ? target : undefined;
  }
}

/** Throws for a text that is no program. */
function compile(file: string, text: string): Compiled {
  const { code } = transformSync(instrument(file, text), {
    loader: "ts",
    format: "cjs",
    target: "node22",
    platform: "node",
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "__url" },
  });
  const parameters = "module, exports, require, __url, __tick, __hit";
  return new Script(`((${parameters}) => {${code}\n})`, { filename: file }).runInThisContext() as Compiled;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
