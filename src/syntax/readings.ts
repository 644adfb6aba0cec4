/** Constructs that a grammar does not know, each with a text that it knows in their place. */

import type { GrammarFacts, ReadingsName } from "../core/languages/languageEntry.ts";
import { C_READINGS, CPP_READINGS } from "./cReadings.ts";
import { CSHARP_READINGS } from "./csharpReadings.ts";
import { BASH_READINGS, GO_READINGS, JAVA_READINGS, PYTHON_READINGS, RUST_READINGS } from "./otherReadings.ts";
import type { Reading } from "./reading.ts";
import { SCRIPT_READINGS } from "./scriptReadings.ts";
import { CSS_READINGS, HTML_READINGS } from "./webReadings.ts";

const READINGS: Readonly<Record<ReadingsName, readonly Reading[]>> = {
  script: SCRIPT_READINGS,
  python: PYTHON_READINGS,
  go: GO_READINGS,
  java: JAVA_READINGS,
  rust: RUST_READINGS,
  c: C_READINGS,
  cpp: CPP_READINGS,
  csharp: CSHARP_READINGS,
  css: CSS_READINGS,
  html: HTML_READINGS,
  bash: BASH_READINGS,
};

/** Those of a language, the surest first. */
export function readingsOf({ readings }: GrammarFacts): readonly Reading[] {
  return readings === undefined ? [] : READINGS[readings];
}
