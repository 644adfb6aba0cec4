/** Parsers of compilers that are started for each text: gofmt's and rustc's. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLineUnfinished, type Judge, type NoJudge, RIGHT } from "./judge.ts";
import { offsetOfByte, offsetOfPlace } from "./offsets.ts";
import { isThere, runTool, versionOf } from "./processes.ts";

export function goJudge(): Judge | NoJudge {
  if (!isThere("gofmt")) return { notJudged: "no gofmt here" };
  const folder = mkdtempSync(join(tmpdir(), "turnkey-gofmt-"));
  // From standard input gofmt would also take a part of a file.
  const file = join(folder, "text.go");
  return {
    // It has no word for its version, but comes with Go.
    name: `gofmt of ${versionOf("go", "version") ?? "an unknown version"}`,
    judge: async (text) => {
      writeFileSync(file, text);
      const said = await runTool(["gofmt", "-e", "-l", file], "");
      if (said.isFine) return RIGHT;
      const [, line, column, message] = /text\.go:(\d+):(\d+): (.*)/.exec(said.text) ?? [];
      if (message === undefined) throw new Error(`gofmt said ${said.text}`);
      const offset = offsetOfPlace(text, Number(line), Number(column));
      const ends = /found 'EOF'|(?:raw string literal|comment) not terminated/.test(message);
      const isUnfinished = ends || (/not terminated/.test(message) && isLineUnfinished(text, offset));
      return { kind: "wrong", offset, isUnfinished, message };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface RustSpan {
  readonly byte_start: number;
  readonly is_primary: boolean;
  readonly label: string | null;
}

interface RustMessage {
  readonly message: string;
  readonly level: string;
  readonly spans: readonly RustSpan[];
}

/** Of one crate's root, and nothing but parsing: the compiler has it only as an unstable option. */
const RUSTC = ["rustc", "-Zparse-crate-root-only", "--edition", "2021", "--error-format=json", "-"] as const;
const UNSTABLE = { RUSTC_BOOTSTRAP: "1" };

export async function rustJudge(): Promise<Judge | NoJudge> {
  const version = versionOf("rustc", "--version");
  if (version === undefined) return { notJudged: "no rustc here" };
  if (!(await runTool(RUSTC, "fn main() {}", UNSTABLE)).isFine) return { notJudged: `${version} cannot only parse` };
  return {
    name: version,
    judge: async (text) => {
      const said = await runTool(RUSTC, text, UNSTABLE);
      if (said.isFine) return RIGHT;
      const found = said.text
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as RustMessage)
        .filter(({ level, spans }) => level === "error" && spans.length > 0)
        .map(({ message, spans }) => ({ message, byte: Math.min(...primaries(spans)) }))
        .sort((a, b) => a.byte - b.byte)[0];
      if (found === undefined) throw new Error(`rustc said ${said.text}`);
      const offset = offsetOfByte(text, found.byte);
      const isUnfinished = /unclosed delimiter|unterminated|<eof>/.test(found.message);
      return { kind: "wrong", offset, isUnfinished, message: found.message };
    },
    close: () => {},
  };
}

/** The opening bracket of a pair that does not match is named too, but it is the closing one that cannot stand there. */
function primaries(spans: readonly RustSpan[]): readonly number[] {
  const primary = spans.filter((span) => span.is_primary);
  const wrong = primary.filter(({ label }) => label !== "unclosed delimiter");
  return (wrong.length > 0 ? wrong : primary).map((span) => span.byte_start);
}
