/** The parser package for modules that are loaded again and again: its memory and its grammars are there once. */

import { createHash } from "node:crypto";
import * as treeSitter from "web-tree-sitter";

const languages = new Map<string, Promise<treeSitter.Language>>();
let initialized: Promise<void> | undefined;

class Parser extends treeSitter.Parser {
  static override init(options?: Parameters<typeof treeSitter.Parser.init>[0]): Promise<void> {
    initialized ??= treeSitter.Parser.init(options);
    return initialized;
  }
}

const Language = {
  load(bytes: Uint8Array): Promise<treeSitter.Language> {
    const key = createHash("sha256").update(bytes).digest("hex");
    const known = languages.get(key) ?? treeSitter.Language.load(bytes);
    languages.set(key, known);
    return known;
  },
};

export const SHARED_GRAMMARS = { ...treeSitter, Parser, Language, __esModule: true };
