/** CPython's own parser, in one process for all texts. */

import { fileURLToPath } from "node:url";
import { type Judge, type NoJudge, RIGHT } from "./judge.ts";
import { LineProcess, versionOf } from "./processes.ts";

const PROGRAM = fileURLToPath(new URL("judge.py", import.meta.url));

interface Answer {
  readonly offset: number;
  readonly unfinished: boolean;
  readonly message: string;
}

export function pythonJudge(): Judge | NoJudge {
  // The newest: it takes most.
  const tool = ["python3.14", "python3.13", "python3.12", "python3", "python"].find((name) =>
    versionOf(name, "--version")?.startsWith("Python 3"),
  );
  if (tool === undefined) return { notJudged: "no Python 3 here" };
  const process = new LineProcess(tool, [PROGRAM]);
  return {
    name: `C${versionOf(tool, "--version")!}`,
    judge: async (text) => {
      const answer = JSON.parse(await process.ask(JSON.stringify(text))) as Answer | null;
      if (answer === null) return RIGHT;
      return { kind: "wrong", offset: answer.offset, isUnfinished: answer.unfinished, message: answer.message };
    },
    close: () => process.close(),
  };
}
