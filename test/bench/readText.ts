/** Files that benches read. */

import { readFileSync } from "node:fs";

/** Undefined: it is not there, or may not be read. Bytes that are no UTF-8 become the sign for it. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
