/** Paths of our own making: files that hold keys or credentials, and files that look a little like them. */

import { readText } from "../../sourceTree.ts";

function readLines(name: string): readonly string[] {
  return readText(`test/fixtures/${name}.txt`).trim().split("\n");
}

/** Nothing of these is ever read. */
export const SECRET_NAMES = readLines("secretNames");

/** All of these are completed. */
export const ORDINARY_NAMES = readLines("ordinaryNames");
