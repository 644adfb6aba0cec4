/** A note of the storage folder, as it was written. */

/** Undefined for what is no JSON. */
export function parseNote(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
