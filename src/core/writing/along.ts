/**
 * The repository writes along: what precedents say of each token of a draft. Tokens of files are those of whole texts, but
 * the model goes on from the cursor; where a word would have swallowed the last blank in front of it, the text is looked up
 * without that blank, and what then follows loses it again.
 *
 *     in files    {⏎ | ··· | ·return | ·x
 *     the draft   {⏎ | ···· | return | ·x
 */

import type { TokenId, Tokenizer } from "../tokens/tokenizer.ts";
import { type TokenText, tokensBetween } from "../tokens/tokenText.ts";
import { MOST_SHARED, PrecedentGroups, type Precedents } from "./precedents.ts";
import { countVotes, mapVotes, NO_VOTES, type Votes } from "./votes.ts";
import type { CopiedStretch } from "./written.ts";

export interface AlongOptions {
  readonly precedents: Precedents;
  /** How the index names the document: its own text is looked through instead. */
  readonly path: string | undefined;
  /** The whole document, cut at the cursor. */
  readonly tokens: TokenText;
  /** Text in front of the cursor that the draft spells again. */
  readonly heal: string;
  readonly tokenizer: Tokenizer;
}

/** Tokens of a draft that are spelt again together with the blank in front of them. */
const MOST_RESPELT = 3;
/** A longer stretch from one place is somebody's text, and whoever takes it should know. */
const MOST_COPIED = 60;
/** In tokens. */
const DRAFT_ROOM = 512;

export class Along {
  readonly #options: AlongOptions;
  /** The text before the cursor, and room for the draft. */
  #written: Uint32Array;
  readonly #before: number;
  readonly #behind: Uint32Array;
  /** The blank in front of the cursor that is not in `#before`. */
  readonly #blank: string;

  constructor(options: AlongOptions) {
    this.#options = options;
    const { tokens, heal, tokenizer } = options;
    const { ids, blank } = idsBefore(tokens, heal, tokenizer);
    this.#written = new Uint32Array(ids.length + DRAFT_ROOM);
    this.#written.set(ids);
    this.#before = ids.length;
    this.#blank = blank;
    this.#behind = Uint32Array.from(tokensBetween(tokens, tokens.cut).ids);
  }

  /** What the repository says of the token behind `draft`; `also`: texts that count as parts of the document. */
  votesAfter(draft: readonly TokenId[], also: readonly Uint32Array[] = []): Votes {
    const written = this.#writtenWith(this.#respell(draft));
    const context = Array.from(written.subarray(-MOST_SHARED));
    const { precedents, path } = this.#options;
    const near = new PrecedentGroups();
    near.addAll(written, context, { isNear: true, path: undefined });
    for (const ids of [this.#behind, ...also]) near.addAll(ids, context, { isNear: true, path: undefined });
    const found = [...near.best, ...precedents.find(context, path)].sort((a, b) => b.length - a.length);
    if (found.length === 0) return NO_VOTES;
    const votes = countVotes(found);
    return this.#blank !== "" && draft.length === 0 ? mapVotes(votes, (token) => this.#withoutBlank(token)) : votes;
  }

  /** The last `before` tokens in front of the cursor with those of a draft. A copy. */
  endOf(draft: readonly TokenId[], before: number): Uint32Array {
    return this.#writtenWith(this.#respell(draft)).slice(Math.max(0, this.#before - before));
  }

  /** The longest stretch of a draft that stands in another file, if it is a long one. */
  copiedIn(draft: readonly TokenId[]): CopiedStretch | undefined {
    const { precedents, path } = this.#options;
    let longest: CopiedStretch | undefined;
    // What was shared behind the token before; as the look-up ends at so many tokens, longer ones are counted on.
    let run: CopiedStretch | undefined;
    for (let end = MOST_COPIED; end < draft.length; end += 1) {
      const context = draft.slice(Math.max(0, end - MOST_SHARED), end);
      const found = precedents
        .find(context, path)
        .find(({ token, length }) => token === draft[end] && length >= MOST_COPIED);
      const from = found?.source.path;
      if (found === undefined || from === undefined) run = undefined;
      else run = { path: from, tokens: run?.path === from ? run.tokens + 1 : found.length + 1 };
      if (run !== undefined && run.tokens > (longest?.tokens ?? 0)) longest = run;
    }
    return longest;
  }

  #writtenWith(draft: readonly TokenId[]): Uint32Array {
    const end = this.#before + draft.length;
    if (end > this.#written.length) {
      const longer = new Uint32Array(end + DRAFT_ROOM);
      longer.set(this.#written.subarray(0, this.#before));
      this.#written = longer;
    }
    this.#written.set(draft, this.#before);
    return this.#written.subarray(0, end);
  }

  #respell(draft: readonly TokenId[]): readonly TokenId[] {
    if (this.#blank === "" || draft.length === 0) return draft;
    const { tokenizer } = this.#options;
    const respelt = tokenizer.tokenize(this.#blank + tokenizer.detokenize(draft.slice(0, MOST_RESPELT)));
    return [...respelt, ...draft.slice(MOST_RESPELT)];
  }

  #withoutBlank(token: TokenId): TokenId | undefined {
    const { tokenizer } = this.#options;
    const text = tokenizer.detokenize([token]);
    return text.startsWith(this.#blank) ? tokenizer.tokenize(text.slice(this.#blank.length))[0] : undefined;
  }
}

function idsBefore(
  tokens: TokenText,
  heal: string,
  tokenizer: Tokenizer,
): { readonly ids: readonly TokenId[]; readonly blank: string } {
  const { ids } = tokensBetween(tokens, 0, tokens.cut);
  if (heal !== "") return { ids: withoutEnd(ids, heal.length, tokenizer), blank: "" };
  const segment = tokens.segments.findLast(({ start }) => start < tokens.cut);
  const blank = /[ \t]$/.exec(segment?.text ?? "")?.[0] ?? "";
  if (segment === undefined || blank === "") return { ids, blank: "" };
  const kept = tokenizer.tokenize(segment.text.slice(0, -blank.length));
  return { ids: [...ids.slice(0, ids.length - segment.ids.length), ...kept], blank };
}

/** Without the last tokens that spell so many characters. */
function withoutEnd(ids: readonly TokenId[], length: number, tokenizer: Tokenizer): readonly TokenId[] {
  let count = 0;
  while (count < ids.length && tokenizer.detokenize(ids.slice(ids.length - count)).length < length) count += 1;
  return ids.slice(0, ids.length - count);
}
