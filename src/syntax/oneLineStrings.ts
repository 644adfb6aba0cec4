/** Strings that must end on their line, as far as their quotes tell. Pure. */

/** The quote of a string that the text ends in although a line ended in it; undefined for none. */
export function brokenQuoteOf(text: string): string | undefined {
  const statement = text.slice(Math.max(...[";", "{", "}"].map((sign) => text.lastIndexOf(sign))) + 1);
  const isOpen = (quote: string) => statement.replaceAll(/\\[\s\S]/g, "").split(quote).length % 2 === 0;
  return ['"', "'"].find((quote) => isOpen(quote) && hasBareLineBreakAfterQuote(text, quote));
}

/** Whether a line ends between the last quote that opens or closes a string and the end of the text, by no backslash. */
export function hasBareLineBreakAfterQuote(text: string, quote: string): boolean {
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const character = text[at];
    if (character !== quote && character !== "\n") continue;
    let escapes = 0;
    const last = text[at - 1] === "\r" && character === "\n" ? at - 2 : at - 1;
    while (text[last - escapes] === "\\") escapes += 1;
    if (escapes % 2 === 0) return character === "\n";
  }
  return false;
}
