/** The part of a tree that covers a stretch of its text, in order. */

import type { Node } from "web-tree-sitter";

/** Hold the items of a file in some languages, between the root and them. */
export const HOLDER = /^(?:document|block_node|block_mapping)$/;

/** Hold items that many files do not indent: those of a namespace or a module. */
export const ITEMS = /block$|body|declaration_list|module|namespace/;

/** A node as the walk comes to its end: children first, as the parser reduced them. */
export interface Visit {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly isLeaf: boolean;
  readonly isNamed: boolean;
  readonly isMissing: boolean;
}

/** Nodes but the root that begin at `from` or behind it and end at `to` or in front of it, in the order in which they end. */
export function visitsBetween(root: Node, from: number, to: number): Visit[] {
  const visits: Visit[] = [];
  const cursor = root.walk();
  const visit = (): void => {
    const [start, end] = [cursor.startIndex, cursor.endIndex];
    if (end <= from || start >= to) return;
    const { nodeType: type, nodeIsNamed: isNamed, nodeIsMissing: isMissing } = cursor;
    // Comments are prose, whatever a grammar finds in them.
    const isParent = !/comment/.test(type) && cursor.gotoFirstChild();
    if (isParent) {
      do visit();
      while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    if (cursor.currentDepth > 0 && start >= from && end <= to)
      visits.push({ type, start, end, isLeaf: !isParent, isNamed, isMissing });
  };
  try {
    visit();
    return visits;
  } finally {
    cursor.delete();
  }
}

/** The nodes that have `offset` inside, the outermost first: those that begin in front of it and end behind it. */
export function nodesAround(root: Node, offset: number): Node[] {
  const nodes: Node[] = [];
  let node: Node | null = root;
  while (node !== null) {
    nodes.push(node);
    node =
      node.children.find((child) => child !== null && child.startIndex < offset && child.endIndex > offset) ?? null;
  }
  return nodes;
}
