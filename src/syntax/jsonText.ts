/** Exactly the texts that can become one JSON value (RFC 8259), comments allowed: the grammar also takes several values. */

type Expected = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd" | "nothing";

const SKIPPED = /(?:[ \t\r\n\uFEFF]|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))+/y;
/** No control character stands in a string as it is. */
const STRING = /"(?:[ !#-[\]-\uFFFF]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const UNFINISHED_ESCAPE = /\\(?:u[0-9a-fA-F]{0,3})?$/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const UNFINISHED_NUMBER = /-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:(?<=\d)[eE][+-]?)?)?$/y;
const WORDS = ["true", "false", "null"];

/** Whether some continuation of `text` is one value. */
export function canBecomeJson(text: string): boolean {
  const open: ("[" | "{")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const afterValue = (): Expected => (open.length === 0 ? "nothing" : "commaOrEnd");
  while (true) {
    at = skip(SKIPPED, text, at) ?? at;
    const character = text[at];
    if (character === undefined || (character === "/" && at === text.length - 1)) return true;
    if (expected === "nothing") return false;
    if (character === "]" || character === "}") {
      const opener = character === "]" ? "[" : "{";
      if (open.at(-1) !== opener || !["valueOrEnd", "keyOrEnd", "commaOrEnd"].includes(expected)) return false;
      open.pop();
      expected = afterValue();
      at += 1;
    } else if (expected === "colon" || expected === "commaOrEnd") {
      if (character !== (expected === "colon" ? ":" : ",")) return false;
      expected = expected === "colon" || open.at(-1) === "[" ? "value" : "key";
      at += 1;
    } else if (character === "[" || character === "{") {
      if (expected === "key" || expected === "keyOrEnd") return false;
      open.push(character);
      expected = character === "[" ? "valueOrEnd" : "keyOrEnd";
      at += 1;
    } else {
      const isKey: boolean = expected === "key" || expected === "keyOrEnd";
      const end = isKey && character !== '"' ? undefined : scalarEnd(text, at);
      if (end === undefined) return false;
      expected = isKey ? "colon" : afterValue();
      at = end;
    }
  }
}

/** The offset behind the scalar at `at`, the length of the text when it is unfinished, undefined when it is none. */
function scalarEnd(text: string, at: number): number | undefined {
  if (text[at] === '"') {
    const end = skip(STRING, text, at)!;
    if (text[end] === '"') return end + 1;
    return end === text.length || skip(UNFINISHED_ESCAPE, text, end) !== undefined ? text.length : undefined;
  }
  const rest = text.slice(at, at + 5);
  const word = WORDS.find(
    (name) => rest.startsWith(name) || (at + rest.length === text.length && name.startsWith(rest)),
  );
  if (word !== undefined) return Math.min(at + word.length, text.length);
  return skip(UNFINISHED_NUMBER, text, at) ?? skip(NUMBER, text, at);
}

function skip(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
