/** Constructs that a grammar does not know, each with a text that it knows in their place. */

import { C_READINGS, CPP_READINGS } from "./cReadings.ts";
import { CSHARP_READINGS } from "./csharpReadings.ts";
import { BASH_READINGS, GO_READINGS, PYTHON_READINGS, RUST_READINGS } from "./otherReadings.ts";
import type { Reading } from "./reading.ts";
import { SCRIPT_READINGS } from "./scriptReadings.ts";
import { CSS_READINGS, HTML_READINGS } from "./webReadings.ts";

const READINGS: Readonly<Record<string, readonly Reading[]>> = {
  typescript: SCRIPT_READINGS,
  tsx: SCRIPT_READINGS,
  javascript: SCRIPT_READINGS,
  python: PYTHON_READINGS,
  go: GO_READINGS,
  rust: RUST_READINGS,
  c: C_READINGS,
  cpp: CPP_READINGS,
  csharp: CSHARP_READINGS,
  css: CSS_READINGS,
  html: HTML_READINGS,
  bash: BASH_READINGS,
};

/** Those of a language, the surest first. */
export function readingsOf(language: string): readonly Reading[] {
  return READINGS[language] ?? [];
}
