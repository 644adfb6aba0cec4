/** Functions of the product as a quiz: where does each live? */

import { posix } from "node:path";
import { Random } from "../random.ts";
import { isNode, readSources, type SourceFile, type SyntaxNode, walk } from "../sourceTree.ts";

export interface PlacedFunction {
  /** Signature and body, without what says where it is. */
  readonly text: string;
  /** In `src`: "core/place", or "" for a file beside the folders. */
  readonly folder: string;
  readonly file: string;
}

/** A shorter one says too little to be placed. */
const LEAST_LINES = 4;

/** So many functions and methods of `src`, each as likely as any other. */
export function chooseFunctions(count: number, seed: string): readonly PlacedFunction[] {
  const left = readSources("src").flatMap(functionsIn);
  const random = new Random(seed);
  const chosen: PlacedFunction[] = [];
  while (chosen.length < count && left.length > 0) chosen.push(...left.splice(random.below(left.length), 1));
  return chosen;
}

export function functionsIn(source: SourceFile): PlacedFunction[] {
  const path = posix.relative("src", source.path);
  const folder = posix.dirname(path) === "." ? "" : posix.dirname(path);
  const found: PlacedFunction[] = [];
  walk(source, (node, parent) => {
    const whole = wholeOf(node, parent);
    if (whole === undefined) return;
    const text = withoutIndent(indentAt(source.text, whole.start), source.text.slice(whole.start, whole.end));
    if (text.split("\n").length >= LEAST_LINES) found.push({ text, folder, file: posix.basename(path) });
  });
  return found;
}

/** How many of the answers name the right folder, and how many the right file too. An answer is a path in `src`: "core/place/stop.ts". */
export function score(
  key: readonly Pick<PlacedFunction, "folder" | "file">[],
  answers: readonly (string | undefined)[],
): { readonly folders: number; readonly files: number } {
  const is = (right: (folder: string, file: string, answer: string) => boolean): number =>
    key.filter(({ folder, file }, index) => right(folder, file, answers[index] ?? " ")).length;
  return {
    folders: is(
      (folder, _, answer) => (posix.dirname(answer) === "." ? "" : posix.dirname(answer)) === folder && answer !== " ",
    ),
    files: is((folder, file, answer) => posix.join(folder, file) === answer),
  };
}

/** A function or method with a body; undefined for all else, and for functions within functions. */
function wholeOf(node: SyntaxNode, parent: SyntaxNode | undefined): SyntaxNode | undefined {
  if (node.type === "MethodDefinition" && node.kind !== "constructor") return node;
  const isAtTop = parent?.type === "Program" || parent?.type === "ExportNamedDeclaration";
  return node.type === "FunctionDeclaration" && isAtTop && isNode(node.body) ? node : undefined;
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))![0];
}

function withoutIndent(indent: string, text: string): string {
  return text.replaceAll(`\n${indent}`, "\n");
}
