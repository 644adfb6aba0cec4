/** Paths as the index has them: with `/`. Pure. */

/** The folder that a path is in; "" where it is in none. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Whether a path is in one of some folders, however deep; quick for many paths of few folders. */
export function toIsInAny(folders: ReadonlySet<string>): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const isInAny = (path: string): boolean => {
    const folder = parentOf(path);
    if (folder === "") return false;
    let isIn = known.get(folder);
    if (isIn === undefined) {
      isIn = folders.has(folder) || isInAny(folder);
      known.set(folder, isIn);
    }
    return isIn;
  };
  return isInAny;
}
