/** Texts from outside and numbers, fit for a message. */

/**
 * The text, or its two ends with "…" for what was left out between them: never more than `most` characters (at least 3).
 * Control characters become "�".
 */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return visible(text);
  const end = Math.floor((most - 1) / 3);
  return `${visible(text.slice(0, most - 1 - end))}…${visible(text.slice(text.length - end))}`;
}

/** A cut may leave half of a pair of surrogates. */
function visible(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "").replace(/\p{Cc}/gu, "�");
}

/** 0.256 → "26 %". What is not nothing is not called so. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "less than 1 %";
  return `${Math.round(100 * share)} %`;
}
