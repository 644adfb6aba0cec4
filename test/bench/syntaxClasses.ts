/** Names for what the oracle refuses although it is right: the classes that are known. Pure. */

interface RefusalClass {
  readonly name: string;
  readonly languages: readonly string[];
  /** Of the refused prefix. */
  readonly end: RegExp;
}

const JSX = ["tsx", "javascript"];

const CLASSES: readonly RefusalClass[] = [
  {
    name: "behind a macro call that stands for a declaration",
    languages: ["c", "cpp"],
    end: /^[A-Z_][A-Z_\d]*\([^;{}]*\)\s*\w*$/m,
  },
  { name: "line break in a JSX attribute", languages: JSX, end: /=(?:"[^"\n]*\n[^"]*|'[^'\n]*\n[^']*)$/ },
  { name: "a sign & in a JSX attribute", languages: JSX, end: /=(?:"[^"]*&[^"]*|'[^']*&[^']*)$/ },
  {
    name: "a keyword as a JSX tag",
    languages: JSX,
    end: /<\/?(?:typeof|void|delete|new|in|of|if|else|for|do|while|return|throw|switch|case|default|var|let|const|class|function|this|super|null|true|false|static|yield|import|export|try|continue|break|instanceof)\b[^>]*$/,
  },
  {
    name: "a comment that begins as a regular expression would",
    languages: ["typescript", "tsx", "javascript"],
    end: /\/\*\/(?:(?!\*\/)[\s\S])*$/,
  },
  {
    name: "a line further left in brackets, behind a keyword",
    languages: ["python"],
    end: /[([{][^)\]}]*\b(?:for|in|if|not|and|or|is|else|await|lambda)\s*\n\s*\w[^\n)\]}]*$/,
  },
  { name: "empty generics", languages: ["rust"], end: /<>\s*\S{0,8}$/ },
];

export function classOfRefusal(language: string, prefix: string): string {
  const last = prefix.slice(-400);
  return CLASSES.find(({ languages, end }) => languages.includes(language) && end.test(last))?.name ?? "not named yet";
}

/** "name 3, other 1", the most frequent first; "–" for none. */
export function countClasses(language: string, prefixes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const prefix of prefixes) {
    const name = classOfRefusal(language, prefix);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.length === 0 ? "–" : sorted.map(([name, count]) => `${name} ${count}`).join(", ");
}
