/** Counts what the parser is asked to do. */

import { Parser } from "web-tree-sitter";

let parses = 0;

const original = Parser.prototype.parse;
Parser.prototype.parse = function parse(...parameters) {
  parses += 1;
  return original.apply(this, parameters);
};

/** Parses of all parsers since this file was loaded. */
export function parsesSoFar(): number {
  return parses;
}
