/** Why this suggestion: the latest requests, each with how it ended, its time, what was read, and what was written. */

import type { RequestRecord } from "../core/panel/requestRecord.ts";
import { button, type Child, make, table } from "./make.ts";
import { drawOffered, drawOthers } from "./offeredTexts.ts";
import { endWords, outcomeTitle, worthWords } from "./outcomeWords.ts";
import type { Send } from "./send.ts";
import { asNumber, asPercent, t } from "./words.ts";

export class WhySection {
  readonly element: HTMLElement;
  readonly #send: Send;
  readonly #list = make("div", { class: "requests" });
  readonly #drawn = new Map<number, { readonly data: string; readonly element: HTMLElement }>();

  constructor(send: Send) {
    this.#send = send;
    this.element = make(
      "div",
      {},
      make(
        "p",
        {},
        t("The last 50 requests, newest first. Their text is in memory only, and only while you look here."),
      ),
      this.#list,
    );
    this.show([]);
  }

  /** Those that say the same stay as they are, open or closed. */
  show(records: readonly RequestRecord[]): void {
    const seen = records.map((record) => this.#elementOf(record));
    const isFirst = this.#drawn.size > 0 && !this.#list.querySelector("details");
    for (const number of this.#drawn.keys())
      if (!records.some((record) => record.number === number)) this.#drawn.delete(number);
    if (seen.length === 0) this.#list.replaceChildren(make("p", {}, t("Nothing was asked yet: type in a file.")));
    else if (!isSame([...this.#list.children], seen)) this.#list.replaceChildren(...seen);
    if (isFirst) seen[0]?.setAttribute("open", "");
  }

  #elementOf(record: RequestRecord): HTMLElement {
    const data = JSON.stringify(record);
    const known = this.#drawn.get(record.number);
    if (known?.data === data) return known.element;
    const element = known?.element ?? make("details", { "data-request": String(record.number) });
    element.replaceChildren(...drawRequest(record, this.#send));
    this.#drawn.set(record.number, { data, element });
    return element;
  }
}

function isSame(one: readonly Element[], other: readonly Element[]): boolean {
  return one.length === other.length && one.every((element, at) => element === other[at]);
}

function drawRequest(record: RequestRecord, send: Send): readonly Node[] {
  const { number, uri, line, totalMs, detail, reused, worth, end, invoked } = record;
  const place = `${decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1))}:${line + 1}`;
  const time = totalMs === undefined ? "" : t("{0} ms", asNumber(totalMs));
  const children: readonly Child[] = [
    make("summary", {}, make("strong", {}, outcomeTitle(record)), ` ${place} ${time}`),
    detail === "" ? undefined : make("p", {}, detail),
    invoked ? make("p", {}, t("You asked for it.")) : undefined,
    ...drawTexts(record),
    ...drawOffered(record),
    reused === undefined
      ? undefined
      : make("p", {}, t("Its text was written for request {0} already.", asNumber(reused))),
    end === undefined ? undefined : make("p", {}, endWords(end)),
    ...drawCuts(record),
    worth && make("p", {}, worthWords(worth)),
    ...drawTiming(record),
    ...drawContext(record, send),
    ...drawChoices(record),
    ...drawOthers(record),
    make(
      "p",
      { class: "actions" },
      button(t("Go there"), () => send({ kind: "openPlace", request: number, chunk: undefined }), { class: "link" }),
      button(t("Copy as test"), () => send({ kind: "copyTest", request: number }), {
        class: "link",
        title: t("A session for turnkey replay, with other names and words: nothing of yours is in it."),
      }),
    ),
  ];
  return children
    .filter((child) => child !== undefined)
    .map((child) => (typeof child === "string" ? document.createTextNode(child) : child));
}

/** The text, each token with a shade: the darker, the less likely it was. */
function drawTexts({ texts, outcome }: RequestRecord): readonly Child[] {
  if (texts === undefined) return [make("p", {}, t("Its text is kept no more."))];
  const { text, tokens, offered } = texts;
  const isOther =
    text !== undefined &&
    // Several stand below, it among them.
    offered.length < 2 &&
    text.trim() !==
      tokens
        .map((token) => token.text)
        .join("")
        .trim();
  return [
    tokens.length === 0
      ? undefined
      : make("p", {}, t("What the model wrote; the stronger the shade, the less likely the token:")),
    tokens.length === 0
      ? undefined
      : make("pre", { tabindex: "0", "aria-label": t("What the model wrote") }, ...tokens.map(shaded)),
    isOther ? make("p", {}, outcome === "shown" ? t("What was shown:") : t("What would have been shown:")) : undefined,
    isOther ? make("pre", { tabindex: "0", "aria-label": t("What was shown:") }, text) : undefined,
  ];
}

/** Of the shade's colour, behind a token that nobody expected. */
const MOST_SHADE = 40;

function shaded({ text, logprob }: { readonly text: string; readonly logprob: number }): HTMLElement {
  const chance = Math.exp(logprob);
  const span = make("span", { title: asPercent(chance) }, text);
  const share = Math.round(MOST_SHADE * (1 - chance));
  span.style.backgroundColor = `color-mix(in srgb, var(--vscode-charts-orange) ${share}%, transparent)`;
  return span;
}

function drawCuts({ cutChars, copied, isNear, grammar }: RequestRecord): readonly Child[] {
  const sentences = [
    cutChars !== undefined && cutChars > 0
      ? t("{0} characters at its end were cut, because they would not fit.", asNumber(cutChars))
      : "",
    copied ? t("{0} tokens in a row stand in {1} too.", asNumber(copied.tokens), copied.path) : "",
    isNear ? t("Only the lines around the cursor were read: the rest was not there in time.") : "",
    grammar
      ? t(
          "The grammar was asked {0} times, refused {1} tokens and had {2} taken back.",
          asNumber(grammar.checks),
          asNumber(grammar.refusals),
          asNumber(grammar.takenBack),
        )
      : "",
  ];
  return sentences.map((sentence) => (sentence === "" ? undefined : make("p", {}, sentence)));
}

/** Time as a bar: reading, writing, and what was waited for beside. The same in words. */
function drawTiming({ totalMs, readMs = 0, writeMs = 0, firstTokenMs, work, reused }: RequestRecord): readonly Child[] {
  if (totalMs === undefined) return [];
  const isOwn = reused === undefined;
  const [read, write] = isOwn ? [readMs, writeMs] : [0, 0];
  const rest = Math.max(0, totalMs - read - write);
  const parts = [
    ["read", read, t("reading {0} ms", asNumber(read))],
    ["write", write, t("writing {0} ms", asNumber(write))],
    ["rest", rest, t("waiting {0} ms", asNumber(rest))],
  ] as const;
  const bar = make("div", { class: "bar", "aria-hidden": "true" });
  for (const [name, ms] of parts) {
    const piece = make("span", { class: name });
    piece.style.flexGrow = String(ms);
    bar.append(piece);
  }
  const words = parts.filter(([, ms]) => ms > 0).map(([, , sentence]) => sentence);
  const first = firstTokenMs === undefined ? [] : [t("first token after {0} ms", asNumber(firstTokenMs))];
  return [
    bar,
    make("p", {}, [...words, ...first].join(", ")),
    work &&
      make(
        "p",
        {},
        t(
          "Of the prompt {0} tokens were kept, {1} moved, {2} read and {3} brought up to date.",
          work.kept,
          work.moved,
          work.evaluated,
          work.healed,
        ),
      ),
  ];
}

function drawContext({ chunks, number }: RequestRecord, send: Send): readonly Child[] {
  if (chunks.length === 0) return [];
  const rows = chunks.map(({ path, startLine, endLine, reason, value, tokens }, chunk) => [
    button(`${path}:${startLine + 1}–${endLine}`, () => send({ kind: "openPlace", request: number, chunk }), {
      class: "link",
    }),
    t("{0} ({1} likely to help)", reason, asPercent(value)),
    asNumber(tokens),
  ]);
  return [table(t("Read of other files"), [t("Place"), t("Why"), t("Tokens")], rows)];
}

function drawChoices({ texts }: RequestRecord): readonly Child[] {
  if (texts === undefined) return [];
  const { first, refused, tokens } = texts;
  const quoted = (text: string): HTMLElement => make("code", {}, JSON.stringify(text));
  const chance = (logprob: number): string => asPercent(Math.exp(logprob));
  return [
    refused.length === 0
      ? undefined
      : table(
          t("Refused by the grammar: no continuation could have made them right"),
          [t("Token"), t("Likelihood"), t("Written instead")],
          refused.map(({ text, logprob, index }) => [quoted(text), chance(logprob), quoted(tokens[index]?.text ?? "")]),
        ),
    first.length < 2
      ? undefined
      : table(
          t("What else it could have begun with"),
          [t("Token"), t("Likelihood")],
          first.map(({ text, logprob }) => [quoted(text), chance(logprob)]),
        ),
  ];
}
