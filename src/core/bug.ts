/** A broken rule of our own code: never caught and repaired, only reported at the outermost edge. */
export class BugError extends Error {
  override readonly name = "BugError";
}

/** Throws `BugError` with `message` unless `condition` holds. */
export function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}

/** Told what went wrong in work that nobody waits for: it costs itself and nothing else. */
export type OnBug = (error: unknown) => void;

/** An `OnBug` for programs whose work is worth nothing when a part of it failed: nobody catches it, so that it ends them. */
export const throwBug: OnBug = (error) => {
  throw error;
};
