/** A broken rule of our own code: never caught and repaired, only reported at the outermost edge. */
export class BugError extends Error {
  override readonly name = "BugError";
}

/** Throws `BugError` with `message` unless `condition` holds. */
export function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}
