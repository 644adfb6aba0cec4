/** Names for what the oracle refuses although it is right: the classes that are known. Pure. */

interface RefusalClass {
  readonly name: string;
  readonly languages: readonly string[];
  /** Of the refused prefix. */
  readonly end: RegExp;
}

const CLASSES: readonly RefusalClass[] = [
  {
    name: "behind a macro call that stands for a declaration",
    languages: ["c", "cpp"],
    end: /^[A-Z_][A-Z_\d]*\([^;{}]*\)\s*\w*$/m,
  },
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
