/** Lines that stand further left than the block they belong to, by custom. */

/** Labels of a switch, access labels, preprocessor lines. */
export const OUTDENTED =
  /^(case\b|default\s*(:|=>)|(public|private|protected|signals|slots)\b[^;(]*:$|#\s*(if|ifdef|ifndef|else|elif|endif|define|undef|include|pragma|region|endregion)\b)/;

/** Until the line is complete, a beginning of such a line may become one. */
export function couldBeOutdented(content: string): boolean {
  const words = ["case", "default", "public", "private", "protected", "signals", "slots"];
  return (
    words.some((word) => word.startsWith(content)) ||
    /^#\s*[a-z]*$/.test(content) ||
    /^(default\s*=?|(public|private|protected|signals|slots)\b[^;(]*)$/.test(content)
  );
}
