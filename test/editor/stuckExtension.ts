/** The extension as it is, but for one grammar whose scanner never returns. */

import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withStuckScanner } from "../fakes/stuckScanner.ts";

const LANGUAGE = "rust";
/** What the extension reads at run time; bundles know their place, so that they are copied. */
const LINKED = ["node_modules", "models", "media", "l10n"];
const COPIED = ["package.json", "package.nls.json", "dist", "grammars"];

/** @param root of the built extension */
export function makeStuckExtension(root: string, folder: string): string {
  mkdirSync(folder);
  for (const name of LINKED) symlinkSync(join(root, name), join(folder, name), "junction");
  const isNeeded = (path: string) => !path.endsWith(".map") && path !== join(root, "dist", "test");
  for (const name of COPIED) cpSync(join(root, name), join(folder, name), { recursive: true, filter: isNeeded });
  const grammar = join(folder, "grammars", `${LANGUAGE}.wasm`);
  writeFileSync(grammar, withStuckScanner(readFileSync(grammar)));
  return folder;
}
