/** Language → its judge. */

import { languageOf } from "../../src/syntax/grammarTables.ts";
import { goJudge, rustJudge } from "./compilers.ts";
import { cssJudge, htmlJudge, jsonJudge, yamlJudge } from "./formats.ts";
import { javaJudge } from "./java.ts";
import type { Judge, NoJudge } from "./judge.ts";
import { pythonJudge } from "./python.ts";
import { interpreterJudge } from "./scripts.ts";
import { typescriptJudge } from "./typescript.ts";

const WITHOUT_HEADERS = "a C compiler cannot tell syntax from names without a project's headers";

const JUDGES: Readonly<Record<string, () => Judge | NoJudge | Promise<Judge | NoJudge>>> = {
  typescript: () => typescriptJudge("typescript"),
  tsx: () => typescriptJudge("tsx"),
  javascript: () => typescriptJudge("javascript"),
  python: pythonJudge,
  go: goJudge,
  rust: rustJudge,
  java: javaJudge,
  c: () => ({ notJudged: WITHOUT_HEADERS }),
  cpp: () => ({ notJudged: WITHOUT_HEADERS }),
  csharp: () => ({ notJudged: "no free parser of C# is in Debian" }),
  json: jsonJudge,
  php: () => interpreterJudge("php"),
  ruby: () => interpreterJudge("ruby"),
  css: cssJudge,
  html: htmlJudge,
  bash: () => interpreterJudge("bash"),
  yaml: yamlJudge,
};

/** By any id that the grammars' tables know. Whoever opens a judge closes it. */
export async function openJudge(language: string): Promise<Judge | NoJudge> {
  return (await JUDGES[languageOf(language)?.name ?? ""]?.()) ?? { notJudged: `no judge for ${language}` };
}
