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
  const [stock, dispatch, cart] = [read("stock.py"), read("dispatch.go"), read("cart.ts")];
  const start = `${stock}\n${dispatch}\n${replaceOnce(cart, "    return sum;\n", `    ${CURSOR}\n`)}`;
  const prompts: ServerPrompt[] = [];
  let text = start;
  const add = (what: string, next: string, more: Partial<ServerPrompt> = {}) => {
    text = next;
    prompts.push({ what, text: toPrompt(text), ...more });
  };
  const edit = (what: string, old: string, by: string) => add(what, replaceOnce(text, old, by));

  add("nothing is cached", start);
  add("the same again", text);
  edit("a key at the cursor", CURSOR, `r${CURSOR}`);
  edit("some keys at the cursor", CURSOR, `eturn${CURSOR}`);
  edit("an insertion far above the cursor", "    missing = {}\n", "    missing = {}\n    # Only what is wished for.\n");
  edit("a deletion in the middle", "    # Only what is wished for.\n", "");
  edit("the deletion taken back", "    missing = {}\n", "    missing = {}\n    # Only what is wished for.\n");
  edit("a replacement far above the cursor", "Loaves by name.", "Loaves and rolls by name.");
  edit("a deletion with little behind it", "  readonly count: number;\n", "");
  add("two deletions, too little between them", withoutLines(text, ["    loaves: dict", "package "]));
  add(
    "a deletion, and an insertion behind it",
    replaceOnce(withoutLines(text, ["        if left"]), "/** In cents", "/** The price in cents"),
  );
  edit("text at the end", "  return `", '  const sign = cents < 0 ? "-" : "";\n  return `');
  add(
    "the cursor jumps",
    replaceOnce(text.replace(CURSOR, ""), "    missing = {}\n", `    missing = {}\n    ${CURSOR}\n`),
  );
  add("and back", replaceOnce(text.replace(`    ${CURSOR}\n`, ""), "    return\n", `    return${CURSOR}\n`));
  add("the first file goes", start.slice(stock.length + 1));
  add("and comes back", start);
  add("files change places", `${dispatch}\n${stock}\n${start.slice(start.indexOf(dispatch) + dispatch.length + 1)}`);
  add(
    "the first two files again, one of them twice",
    `${stock}\n${stock}\n${dispatch}\n${start.slice(start.indexOf(dispatch) + dispatch.length + 1)}`,
  );
  add("the copy goes", start);
  add("a tail of exactly 256 tokens moves", start, { ids: (ids) => [...ids.slice(0, -256 - 10), ...ids.slice(-256)] });
  add("all of it again", start);
  add("two deletions, much behind each", start, {
    ids: (ids) => [...ids.slice(0, 100), ...ids.slice(110, 400), ...ids.slice(410)],
  });
  add("all of it once more", start);
  add("a tail of 255 tokens does not", start, { ids: (ids) => [...ids.slice(0, -255 - 10), ...ids.slice(-255)] });
  add("nothing in common", `${cart.replaceAll("cents", "pence")}${CURSOR}`);
  add("some tokens are generated", start, { predict: 8 });
  edit("and others typed than those", CURSOR, `const euros = sum / 100;\n    ${CURSOR}`);
  return prompts;
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
