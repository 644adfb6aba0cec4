/** What writes along at a place: the tokens of its document, as if the suggest widget's item had been taken. */

import type { SettingsInForce } from "../settings/currentSettings.ts";
import { TextEdit } from "../text/textEdit.ts";
import type { InstanceSource, Tokenizer } from "../tokens/tokenizer.ts";
import { retokenize, type TokenText } from "../tokens/tokenText.ts";
import { Along } from "../writing/along.ts";
import type { PrecedentKeeper } from "../writing/precedents.ts";
import type { Target } from "../writing/writer.ts";

export interface AlongParts {
  readonly precedents?: PrecedentKeeper;
  readonly settings: Pick<SettingsInForce, "now">;
  readonly tokenizer: Tokenizer;
  readonly instances: InstanceSource;
}

/** `heal`: text in front of the cursor that will be spelt again. Undefined where nobody is asked. */
export function alongAt({ document, cursor, selected }: Target, heal: string, parts: AlongParts): Along | undefined {
  const { precedents, settings, tokenizer, instances } = parts;
  if (precedents === undefined || !settings.now.contextAlong) return undefined;
  const { tokens: own, window } = document.around(cursor, tokenizer);
  const tokens = withSelected(own, selected, window.start, tokenizer, instances);
  return new Along({ precedents, path: precedents.nameOf(document.uri), tokens, heal, tokenizer });
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
