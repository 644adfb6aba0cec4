/** Interpreters that can only parse: PHP, Ruby, Bash. They know the line of an error, not its column. */

import { type Judge, type NoJudge, RIGHT } from "./judge.ts";
import { offsetOfLine } from "./offsets.ts";
import { runTool, versionOf } from "./processes.ts";

interface Interpreter {
  readonly command: readonly [string, ...string[]];
  /** Groups `line` and `message`. */
  readonly fault: RegExp;
  /** Of messages. */
  readonly unfinished: RegExp;
}

const INTERPRETERS = {
  php: {
    command: ["php", "-n", "-d", "display_errors=stderr", "-l"],
    // Other errors, such as a function that is declared twice, are no matter of syntax.
    fault: /Parse error: +(?<message>.*) in .* on line (?<line>\d+)/,
    unfinished: /unexpected end of file|Unclosed '.'(?: on line \d+)?$|Unterminated comment/,
  },
  ruby: {
    command: ["ruby", "-c", "-"],
    fault: /^-:(?<line>\d+): (?<message>.*)/m,
    unfinished: /end-of-input|meets end of file|EOF/,
  },
  bash: {
    command: ["bash", "-n"],
    fault: /line (?<line>\d+): (?!warning)(?<message>.*)/,
    unfinished: /unexpected end of file|unexpected EOF/,
  },
} as const satisfies Record<string, Interpreter>;

export function interpreterJudge(name: keyof typeof INTERPRETERS): Judge | NoJudge {
  const { command, fault, unfinished } = INTERPRETERS[name];
  const version = versionOf(name, "--version");
  if (version === undefined) return { notJudged: `no ${name} here` };
  return {
    name: version,
    judge: async (text) => {
      const said = await runTool(command, text);
      const { line, message } = fault.exec(said.text)?.groups ?? {};
      if (said.isFine || (name === "php" && line === undefined)) return RIGHT;
      if (line === undefined || message === undefined) throw new Error(`${command.join(" ")} said ${said.text}`);
      return {
        kind: "wrong",
        offset: offsetOfLine(text, Number(line)),
        isUnfinished: unfinished.test(message),
        message,
      };
    },
    close: () => {},
  };
}
