/** Grammar files → parsers, checked and loaded when first needed. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LANGUAGE_VERSION, Language, MIN_COMPATIBLE_VERSION, Parser } from "web-tree-sitter";
import type { LanguageTable } from "./grammarTables.ts";

/** A grammar file that is missing, damaged or of another age than the runtime; the message says which. */
export class GrammarError extends Error {
  override readonly name = "GrammarError";
}

export interface Grammar {
  readonly table: LanguageTable;
  readonly language: Language;
}

const knownLegal = new WeakMap<Language, Map<number, readonly string[]>>();

/** Names of the tokens that may be legal in a state: a superset, the parser has the last word. */
export function legalIn({ language }: Grammar, state: number): readonly string[] {
  const states = knownLegal.get(language) ?? new Map<number, readonly string[]>();
  knownLegal.set(language, states);
  const known = states.get(state);
  if (known !== undefined) return known;
  const iterator = language.lookaheadIterator(state);
  const names = iterator === null ? [] : [...iterator];
  iterator?.delete();
  states.set(state, names);
  return names;
}

/** The folder with the .wasm files → grammars, each loaded once. */
export class Grammars {
  readonly #folder: string;
  readonly #loaded = new Map<string, Promise<Grammar>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws `GrammarError`; asked again it tries again. */
  async load(table: LanguageTable): Promise<Grammar> {
    const known = this.#loaded.get(table.name);
    if (known !== undefined) return known;
    const loading = loadGrammar(this.#folder, table);
    this.#loaded.set(table.name, loading);
    try {
      return await loading;
    } catch (error) {
      this.#loaded.delete(table.name);
      throw error;
    }
  }
}

async function loadGrammar(folder: string, table: LanguageTable): Promise<Grammar> {
  const runtime = join(folder, "web-tree-sitter.wasm");
  await read(runtime);
  await Parser.init({ locateFile: () => runtime });
  const path = join(folder, `${table.name}.wasm`);
  const bytes = await read(path);
  if (!hasDynamicLinkSection(bytes))
    throw new GrammarError(`${path} is no grammar of this age: build the project again`);
  const language = await Language.load(bytes).catch((error: unknown) => {
    throw new GrammarError(`${path} cannot be loaded: ${error instanceof Error ? error.message : error}`);
  });
  if (language.abiVersion < MIN_COMPATIBLE_VERSION || language.abiVersion > LANGUAGE_VERSION)
    throw new GrammarError(
      `${path} has version ${language.abiVersion}, but must be between ${MIN_COMPATIBLE_VERSION} and ${LANGUAGE_VERSION}`,
    );
  return { table, language };
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new GrammarError(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}): build the project again`,
    );
  }
}

/** Modules of the older tool chain lack it; the runtime would fail on them with an unhelpful message. */
function hasDynamicLinkSection(bytes: Uint8Array): boolean {
  const name = new TextDecoder("latin1").decode(bytes.subarray(0, 24));
  return name.startsWith("\0asm") && name.includes("dylink.0");
}
