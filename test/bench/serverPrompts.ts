/** An editing session as a completer of today sends it to llama-server: one prompt after the other, the whole text in each. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../fixtures/sample/", import.meta.url));
const CURSOR = "▮";

/** One request of the session: what has happened to the text, or what the prompt is made of by its tokens alone. */
export interface ServerPrompt {
  readonly what: string;
  /** Given to the tokenizer with special tokens on. */
  readonly text: string;
  /** Makes the prompt of the text's tokens; by default it is these. */
  readonly ids?: (ids: readonly number[]) => readonly number[];
  /** Tokens to generate; all but the last one stay in the cache. 1 by default. */
  readonly predict?: number;
}

/** The sample project, one file behind the other, the cursor in the last one. */
export function serverPrompts(): readonly ServerPrompt[] {
  const read = (name: string) => readFileSync(`${FOLDER}${name}`, "utf8");
  const files = { stock: read("stock.py"), dispatch: read("dispatch.go"), cart: read("cart.ts") };
  const last = replaceOnce(files.cart, "    return sum;\n", `    ${CURSOR}\n`);
  const start = `${files.stock}\n${files.dispatch}\n${last}`;
  return [...typed(start), ...rearranged(start, { ...files, last }), ...cut(start, files.cart)];
}

/** What happens while somebody writes. */
function typed(start: string): readonly ServerPrompt[] {
  const prompts: ServerPrompt[] = [];
  let text = start;
  const add = (what: string, next: string) => {
    text = next;
    prompts.push({ what, text: toPrompt(text) });
  };
  const edit = (what: string, old: string, by: string) => add(what, replaceOnce(text, old, by));
  const comment = "    # Only what is wished for.\n";

  add("nothing is cached", start);
  add("the same again", text);
  edit("a key at the cursor", CURSOR, `r${CURSOR}`);
  edit("some keys at the cursor", CURSOR, `eturn${CURSOR}`);
  edit("an insertion far above the cursor", "    missing = {}\n", `    missing = {}\n${comment}`);
  edit("a deletion in the middle", comment, "");
  edit("the deletion taken back", "    missing = {}\n", `    missing = {}\n${comment}`);
  edit("a replacement far above the cursor", "Loaves by name.", "Loaves and rolls by name.");
  edit("a deletion with little behind it", "  readonly count: number;\n", "");
  add("two deletions, too little between them", withoutLines(text, ["    loaves: dict", "package "]));
  const shorter = withoutLines(text, ["        if left"]);
  add("a deletion, and an insertion behind it", replaceOnce(shorter, "/** In cents", "/** The price in cents"));
  edit("text at the end", "  return `", '  const sign = cents < 0 ? "-" : "";\n  return `');
  const above = `    missing = {}\n    ${CURSOR}\n`;
  add("the cursor jumps", replaceOnce(text.replace(CURSOR, ""), "    missing = {}\n", above));
  add("and back", replaceOnce(text.replace(`    ${CURSOR}\n`, ""), "    return\n", `    return${CURSOR}\n`));
  return prompts;
}

/** What happens when context comes, goes and changes places. */
function rearranged(
  start: string,
  { stock, dispatch, last }: Readonly<Record<"stock" | "dispatch" | "last", string>>,
): readonly ServerPrompt[] {
  return [
    { what: "the first file goes", text: toPrompt(`${dispatch}\n${last}`) },
    { what: "and comes back", text: toPrompt(start) },
    { what: "files change places", text: toPrompt(`${dispatch}\n${stock}\n${last}`) },
    {
      what: "the first two files again, one of them twice",
      text: toPrompt(`${stock}\n${stock}\n${dispatch}\n${last}`),
    },
    { what: "the copy goes", text: toPrompt(start) },
  ];
}

/** At the limits: tokens cut out, nothing in common, generated tokens in the cache. */
function cut(start: string, cart: string): readonly ServerPrompt[] {
  const text = toPrompt(start);
  return [
    { what: "a tail of exactly 256 tokens moves", text, ids: (ids) => [...ids.slice(0, -266), ...ids.slice(-256)] },
    { what: "all of it again", text },
    {
      what: "two deletions, much behind each",
      text,
      ids: (ids) => [...ids.slice(0, 100), ...ids.slice(110, 400), ...ids.slice(410)],
    },
    { what: "all of it once more", text },
    { what: "a tail of 255 tokens does not", text, ids: (ids) => [...ids.slice(0, -265), ...ids.slice(-255)] },
    { what: "nothing in common", text: toPrompt(`${cart.replaceAll("cents", "pence")}${CURSOR}`) },
    { what: "some tokens are generated", text, predict: 8 },
    {
      what: "and others typed than those",
      text: replaceOnce(text, "<|fim_suffix|>", "const euros = sum / 100;\n    <|fim_suffix|>"),
    },
  ];
}

function toPrompt(text: string): string {
  const [before, behind] = text.split(CURSOR);
  if (before === undefined || behind === undefined) throw new Error("no cursor");
  return `<|fim_prefix|>${before}<|fim_suffix|>${behind}<|fim_middle|>`;
}

function replaceOnce(text: string, old: string, by: string): string {
  if (text.split(old).length !== 2)
    throw new Error(`${JSON.stringify(old)} is there ${text.split(old).length - 1} times`);
  return text.replace(old, () => by);
}

/** Without the line that begins with each of these. */
function withoutLines(text: string, starts: readonly string[]): string {
  const lines = text.split("\n");
  for (const start of starts) {
    const at = lines.findIndex((line) => line.startsWith(start));
    if (at < 0) throw new Error(`no line begins with ${JSON.stringify(start)}`);
    lines.splice(at, 1);
  }
  return lines.join("\n");
}
