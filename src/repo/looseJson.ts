/** JSON as configuration files have it: with comments, and commas behind the last entry. Pure. */

const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;

/** Undefined: it is none. */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(toStrict(text.replace(/^\uFEFF/, "")));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toStrict(text: string): string {
  const kept: string[] = [];
  for (let at = 0; at < text.length; ) {
    const string = matchAt(STRING, text, at);
    const comment = string === "" ? matchAt(COMMENT, text, at) : "";
    if (string !== "") kept.push(string);
    else if (comment === "") {
      const last = kept.findLastIndex((part) => part.trim() !== "");
      if (/[\]}]/.test(text[at]!) && kept[last] === ",") kept.splice(last, 1);
      kept.push(text[at]!);
    }
    at += Math.max(1, string.length, comment.length);
  }
  return kept.join("");
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}
