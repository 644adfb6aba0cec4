/** In which order files are read: what open documents import, then what stands near them. */

import { ImportedFiles } from "./importedFiles.ts";
import type { ModuleLayout } from "./moduleLayout.ts";

/** A document that is open; its path as the index has it. */
export interface OpenText {
  readonly path: string;
  readonly text: string;
}

/** So many paths are looked at before somebody else may have the thread. */
const PATHS_PER_STEP = 500;
/** A weaker import is a guess by the last word of its name. */
const LEAST_STRENGTH = 0.5;

/** Imported files first, the others by how many folders lie between them and the nearest document; equal ones as they came. */
export async function nearestFirst(
  paths: Iterable<string>,
  open: readonly OpenText[],
  layout: ModuleLayout,
  breathe: () => Promise<boolean>,
): Promise<string[]> {
  const rankOf = toRank(open, layout);
  const byRank: string[][] = [];
  let count = 0;
  for (const path of paths) {
    const rank = rankOf(path);
    byRank[rank] ??= [];
    byRank[rank].push(path);
    count += 1;
    if (count % PATHS_PER_STEP === 0 && !(await breathe())) return [];
  }
  return byRank.flat();
}

/** 0 for what is imported; the distance of the folder and 1 for others. */
function toRank(open: readonly OpenText[], layout: ModuleLayout): (path: string) => number {
  const documents = open.map(({ path, text }) => ({
    folder: path.split("/").slice(0, -1),
    imported: new ImportedFiles(text, path, layout),
  }));
  const distances = new Map<string, number>();
  const distanceOf = (folder: string): number => {
    const known = distances.get(folder);
    if (known !== undefined) return known;
    const parts = folder.split("/");
    const distance = Math.min(...documents.map((document) => distanceBetween(parts, document.folder)));
    distances.set(folder, distance);
    return distance;
  };
  const isImported = (path: string) => documents.some(({ imported }) => imported.strengthOf(path) >= LEAST_STRENGTH);
  if (documents.length === 0) return () => 0;
  return (path) => (isImported(path) ? 0 : 1 + distanceOf(path.slice(0, path.lastIndexOf("/"))));
}

function distanceBetween(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return a.length + b.length - 2 * shared;
}
