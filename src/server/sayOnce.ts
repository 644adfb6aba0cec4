/** Sentences for the user that are not said twice. */

export type Say = (severity: "warning" | "error", text: string) => void;

/** The same, but for texts that were said before. */
export function sayOnce(say: Say): Say {
  const said = new Set<string>();
  return (severity, text) => {
    if (said.has(text)) return;
    said.add(text);
    say(severity, text);
  };
}
