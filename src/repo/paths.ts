/** Paths as the index has them: with `/`. Pure. */

/** The folder that a path is in; "" where it is in none. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
