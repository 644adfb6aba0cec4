/** javac's parser, in one process for all texts. */

import { fileURLToPath } from "node:url";
import { isLineUnfinished, type Judge, type NoJudge, RIGHT } from "./judge.ts";
import { LineProcess, versionOf } from "./processes.ts";

const PROGRAM = fileURLToPath(new URL("Judge.java", import.meta.url));
const UNFINISHED = /premature\.eof|unclosed\.(?:comment|text\.block)/;
const ONE_LINE = /unclosed\.(?:str|char)\.lit/;

export function javaJudge(): Judge | NoJudge {
  const version = versionOf("javac", "-version");
  if (version === undefined) return { notJudged: "no javac here" };
  const process = new LineProcess("java", [PROGRAM]);
  return {
    name: version,
    judge: async (text) => {
      const answer = await process.ask(Buffer.from(text, "utf8").toString("base64"));
      if (answer === "right") return RIGHT;
      const [, position, code, message] = /^(-?\d+) (\S+) (.*)$/.exec(answer) ?? [];
      if (code === undefined) throw new Error(`javac's parser said ${answer}`);
      const offset = Math.max(Number(position), 0);
      const isUnfinished = UNFINISHED.test(code) || (ONE_LINE.test(code) && isLineUnfinished(text, offset));
      return { kind: "wrong", offset, isUnfinished, message: message! };
    },
    close: () => process.close(),
  };
}
