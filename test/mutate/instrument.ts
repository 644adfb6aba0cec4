/** Counts in a source file: which functions are carried out, and how often loops go round. */

import ts from "typescript-parser";
import { functionsOf, parse } from "./mutants.ts";

/**
 * The text with a call of `hit(n)` at the start of its n-th function (see `functionsOf`) and one of `tick()` in each round of
 * a loop. Lines stay where they are.
 */
export function instrument(file: string, text: string): string {
  const tree = parse(file, text);
  const insertions: { readonly at: number; readonly text: string }[] = [];
  /** In front of all that `body` does. */
  const put = (body: ts.Node, call: string) => {
    if (ts.isBlock(body)) insertions.push({ at: body.getStart(tree) + 1, text: `${call};` });
    else {
      const isExpression = !ts.isStatement(body);
      insertions.push({ at: body.getStart(tree), text: isExpression ? `(${call}, ` : `{ ${call}; ` });
      insertions.push({ at: body.getEnd(), text: isExpression ? ")" : " }" });
    }
  };
  for (const [index, { body }] of functionsOf(tree).entries()) put(body, `__hit(${index})`);
  const visit = (node: ts.Node): void => {
    if (ts.isIterationStatement(node, false)) put(node.statement, "__tick()");
    ts.forEachChild(node, visit);
  };
  visit(tree);
  let result = "";
  let done = 0;
  for (const { at, text: inserted } of insertions.map((one, order) => ({ ...one, order })).sort(inOrder)) {
    result += text.slice(done, at) + inserted;
    done = at;
  }
  return result + text.slice(done);
}

/** What closes comes before what opens at the same place, and inner ones close before outer ones. */
function inOrder(
  a: { readonly at: number; readonly text: string; readonly order: number },
  b: { readonly at: number; readonly text: string; readonly order: number },
): number {
  if (a.at !== b.at) return a.at - b.at;
  const [closesA, closesB] = [/^[ )}]+$/.test(a.text), /^[ )}]+$/.test(b.text)];
  if (closesA !== closesB) return closesA ? -1 : 1;
  return closesA ? b.order - a.order : a.order - b.order;
}
