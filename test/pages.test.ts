/** The page of all files says what their heads say: `npx vitest run --config test/vitest.config.ts test/pages.test.ts -u` writes it. */

import { posix } from "node:path";
import { expect, it } from "vitest";
import { readSources } from "./sourceTree.ts";

const INTRODUCTION = `# Where things are

One line for each file, as its own head says it; \`test/pages.test.ts\` compares them. The core's rooms and files are listed in
[core/README.md](core/README.md), in the order in which they may import each other; how grammars are asked is told in
[syntax/README.md](syntax/README.md).
`;

it("each file says in its first line what lives in it, and src/README.md repeats it", async () => {
  const sources = readSources("src").filter(({ path }) => !path.startsWith("src/core/"));
  const folders = [...new Set(sources.map(({ path }) => posix.dirname(path)))];
  const parts = folders.map((folder) => {
    const files = sources.filter(({ path }) => posix.dirname(path) === folder);
    const lines = files.map(({ path, text }) => `- \`${posix.basename(path)}\` ${firstSentence(text)}`);
    return `\n## \`${folder}\`\n\n${lines.sort().join("\n")}\n`;
  });
  expect(parts.join("")).not.toContain("` undefined");
  await expect(INTRODUCTION + parts.sort().join("")).toMatchFileSnapshot("../src/README.md");
});

/** Of the comment that a file begins with; undefined where it has none. */
function firstSentence(text: string): string | undefined {
  const comment = /^\/\*\*(.*?)\*\//s
    .exec(text.replace(/^#!.*\n/, ""))?.[1]
    ?.replace(/\s*\n\s*\*(?: |$)/g, " ")
    .trim();
  return comment === undefined ? undefined : (/^.*?[.?](?=\s|$)/s.exec(comment)?.[0].replace(/\.$/, "") ?? comment);
}
