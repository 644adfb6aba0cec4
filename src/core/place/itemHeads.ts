/** Lines that others belong to: those of a body, an item of a list, a section. */

import { type Language, opensBody } from "../languages/languages.ts";

/** Whether the lines behind a line belong to it though they stand no further right. */
export function isFlatHead(line: string, { sectionHead }: Language): boolean {
  return sectionHead?.test(line.trim()) === true;
}

/** Whether lines behind this one may belong to it. */
export function mayHoldLines(line: string, language: Language): boolean {
  return isFlatHead(line, language) || opensBody(line, language) || language.bullet?.test(line.trimStart()) === true;
}
