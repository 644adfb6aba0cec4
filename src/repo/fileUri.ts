/** Files by their addresses. */

import { fileURLToPath } from "node:url";

/** Undefined for what is not on this machine's disk. */
export function toFilePath(uri: string): string | undefined {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
