/** Texts cut where the embedded model would cut them. Only its vocabulary is read. */

import type { TokenId } from "../../src/core/tokens/tokenizer.ts";
import { createTokenizer } from "../../src/llama/llamaTokenizer.ts";
import { EMBEDDED_MODEL, loadVocabulary } from "../models/vocabularies.ts";

export type Cutter = (text: string) => readonly string[];

/** Pieces are tokens; those that end inside of a character are one piece with the next, as decoding waits for it. */
export async function openCutter(): Promise<{ readonly cut: Cutter; readonly close: () => Promise<void> }> {
  const model = await loadVocabulary(EMBEDDED_MODEL);
  const { tokenize, detokenize } = createTokenizer(model);
  const cut: Cutter = (text) => {
    const pieces: string[] = [];
    let group: TokenId[] = [];
    for (const token of tokenize(text)) {
      group.push(token);
      const piece = detokenize(group);
      if (piece.endsWith("\uFFFD")) continue;
      pieces.push(piece);
      group = [];
    }
    return pieces;
  };
  return { cut, close: () => model.dispose() };
}
