/** The page's sentences in the user's language: the editor's side sends them, keyed by the English ones. */

let texts: Readonly<Record<string, string>> = {};
let language = "en";

export function useWords(sent: Readonly<Record<string, string>>, of: string): void {
  texts = sent;
  language = of;
}

/** A sentence with its places {0}, {1}, … filled in. */
export function t(english: string, ...parts: readonly (string | number)[]): string {
  const sentence = Object.hasOwn(texts, english) ? texts[english]! : english;
  return sentence.replace(/\{(\d+)\}/g, (_, index: string) => String(parts[Number(index)] ?? ""));
}

/** A number as the user's language writes it. */
export function asNumber(value: number, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** 243000000 → "243 MB". */
export function asSize(bytes: number): string {
  if (bytes < 1_000) return t("{0} bytes", asNumber(bytes));
  if (bytes < 1_000_000) return t("{0} kB", asNumber(bytes / 1_000));
  if (bytes < 1_000_000_000) return t("{0} MB", asNumber(bytes / 1_000_000));
  return t("{0} GB", asNumber(bytes / 1_000_000_000, 1));
}

/** When something became so: the time of day, and the day where it was another. */
export function asTime(ms: number): string {
  const [then, now] = [new Date(ms), new Date()];
  const isToday = then.toDateString() === now.toDateString();
  const style: Intl.DateTimeFormatOptions = isToday
    ? { timeStyle: "medium" }
    : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, style).format(then);
}

export function asPercent(share: number): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}
