/** What writes along at a place, and what is likely to be written there: by the tokens of its document, as if the suggest widget's item had been taken. */

import type { SettingsInForce } from "../settings/currentSettings.ts";
import { TextEdit } from "../text/textEdit.ts";
import type { InstanceSource, Tokenizer } from "../tokens/tokenizer.ts";
import { retokenize, type TokenText } from "../tokens/tokenText.ts";
import { Along } from "../writing/along.ts";
import { Guesses, type Guessing, type WrittenBefore } from "../writing/guesses.ts";
import { NO_PRECEDENTS, type PrecedentKeeper, type Precedents } from "../writing/precedents.ts";
import type { Target } from "../writing/writer.ts";

export interface AlongParts {
  readonly precedents?: PrecedentKeeper;
  readonly settings: Pick<SettingsInForce, "now">;
  readonly tokenizer: Tokenizer;
  readonly instances: InstanceSource;
  /** Texts that were written; undefined: nothing is guessed. */
  readonly before: WrittenBefore | undefined;
  readonly guessWith?: GuessingWith | undefined;
}

/** Looks at guesses before they are used, or uses others. */
export type GuessingWith = (guesses: Guesses) => Guessing;

/** What is known of a text that is going to be written at a place. */
export interface KnownBefore {
  /** Undefined where the repository has no say. */
  readonly along: Along | undefined;
  readonly guesses: Guessing | undefined;
}

/** `heal`: text in front of the cursor that will be spelt again. */
export function knownAt(target: Target, heal: string, parts: AlongParts): KnownBefore {
  const { precedents, settings, before } = parts;
  const along =
    precedents === undefined || !settings.now.contextAlong
      ? undefined
      : createAlong(target, heal, { ...parts, precedents, path: precedents.nameOf(target.document.uri) });
  const alone = { ...parts, precedents: NO_PRECEDENTS, path: undefined };
  const guesses = before && new Guesses(along ?? createAlong(target, heal, alone), before);
  return { along, guesses: guesses && (parts.guessWith?.(guesses) ?? guesses) };
}

interface FoundIn extends Pick<AlongParts, "tokenizer" | "instances"> {
  readonly precedents: Precedents;
  readonly path: string | undefined;
}

function createAlong(
  { document, cursor, selected }: Target,
  heal: string,
  { precedents, path, tokenizer, instances }: FoundIn,
): Along {
  const { tokens: own, window } = document.around(cursor, tokenizer);
  const tokens = withSelected(own, selected, window.start, tokenizer, instances);
  return new Along({ precedents, path, tokens, heal, tokenizer });
}

/** The tokens as if the suggest widget's item had been taken; `start` is where their text begins in the document. */
export function withSelected(
  tokens: TokenText,
  selected: Target["selected"],
  start: number,
  tokenizer: Tokenizer,
  instances: InstanceSource,
): TokenText {
  if (selected === undefined) return tokens;
  const from = selected.start - start;
  const edit = TextEdit.replace(from, selected.end - start, selected.text);
  return retokenize(tokens, edit, from + selected.text.length, tokenizer, instances).tokens;
}
