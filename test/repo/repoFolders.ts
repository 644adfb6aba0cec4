/** Small folders on disk to be indexed, and what is asked of them. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { RepoDesk } from "../../src/repo/repoDesk.ts";

export const base = mkdtempSync(join(tmpdir(), "turnkey-repo-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
export const grammars = join(import.meta.dirname, "../../grammars");

export const SHELF = `export class Shelf {
  readonly books: Book[] = [];

  /** Puts a book where its author's name belongs. */
  placeBook(book: Book, row: number): void {
    const index = this.books.findIndex((other) => other.author > book.author);
    this.books.splice(index < 0 ? this.books.length : index, 0, { ...book, row });
  }

  countBooks(author: string): number {
    return this.books.filter((book) => book.author === author).length;
  }
}
`;
export const PLACE = {
  before: 'import { Shelf } from "./shelf";\n\nconst shelf = new Shelf();\nfor (const book of books)\n  shelf.',
  after: "\n",
  chars: 3000,
};

let count = 0;
export function makeFolder(files: Record<string, string | Buffer>): string {
  count += 1;
  const root = join(base, `r${count}`);
  for (const [path, text] of Object.entries(files)) write(join(root, path), text);
  return root;
}

export function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

export async function indexed(
  roots: readonly string[],
  globs: readonly string[] = [],
  savedIn?: string,
): Promise<RepoDesk> {
  const desk = new RepoDesk(grammars);
  await desk.configure({ roots, globs, ...(savedIn === undefined ? {} : { savedIn }) });
  return desk;
}

export function paths(desk: RepoDesk, root: string, place = PLACE): string[] {
  return desk.find({ path: join(root, "src/main.ts"), ...place }).map(({ path }) => path);
}
