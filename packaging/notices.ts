/** The licences of all that a package has from others, in one text. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { filesOf, type Module } from "./modules.ts";

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)[^/]*$/i;

/** Each module once, by name, with the text of its licence where it has one. */
export function noticesOf(modules: readonly Module[]): string {
  const unique = new Map(modules.map((module) => [`${module.name} ${module.version}`, module]));
  const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = sorted.map(([title, module]) => `${title} (${module.license})\n\n${licenceOf(module)}`);
  return ["Turnkey contains the following software of others.", ...parts].join(`\n\n${"-".repeat(72)}\n\n`);
}

function licenceOf({ folder }: Module): string {
  const files = filesOf(folder).filter((file) => LICENCE_FILE.test(file));
  const texts = files.map((file) => readFileSync(path.join(folder, file), "utf8").trim());
  return texts.join("\n\n") || "Its package has no text of the licence.";
}
