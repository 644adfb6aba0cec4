/** What a server is never asked: nothing of what must stay here is in any request. */

import { describe, expect, it } from "vitest";
import type { Context, ContextChunk } from "../../../src/core/prompt/context.ts";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { makeSecretLines } from "../../secretLines.ts";
import { ServerTrial, type ServerTrialOptions } from "./serverTrial.ts";

const SECRETS = makeSecretLines(12).map(({ line }) => line);
const write = () => [" one", ";\n"];

/** All that a trial's server was sent. */
const sentBy = ({ server }: ServerTrial): string => JSON.stringify(server.requests);

describe("nothing is asked, not even what the server is", () => {
  const check = (what: string, options: Omit<ServerTrialOptions, "write">, kind: string) =>
    it(what, async () => {
      const trial = new ServerTrial({ ...options, write });
      expect((await trial.suggest(true)).kind).toBe(kind);
      expect([trial.server.asked, trial.server.requests]).toEqual([[], []]);
    });

  check("nobody has agreed", { marked: "a = ▮", withheld: "nobody has agreed" }, "excluded");
  check("an excluded file", { marked: "a = ▮", uri: "file:///w/.env" }, "excluded");
  check("a file of the user's globs", { marked: "a = ▮", settings: { exclude: ["**/a.ts"] } }, "excluded");
  check("a text of keys", { marked: "-----BEGIN RSA PRIVATE KEY-----\n▮" }, "excluded");
  check("a line with a key, far away", { marked: `${SECRETS[0]}\n${"let a;\n".repeat(3000)}a = ▮` }, "excluded");
});

it(`${SECRETS.length} planted secrets, above, below and typed: none is sent`, async () => {
  for (const [index, secret] of SECRETS.entries()) {
    const places = [`${secret}\nconst a = ▮\n`, `const a = ▮\n${secret}\n`, "const a = ▮\nlet b;\n"];
    const trial = new ServerTrial({ marked: places[index % 3]!, write });
    if (index % 3 === 2) {
      await trial.suggest();
      const end = trial.pipeline.textOf(trial.uri).length;
      trial.pipeline.change(trial.uri, TextEdit.replace(end, end, `${secret}\n`), 2);
    }
    await trial.suggest(true);
    for (const line of secret.split("\n"))
      expect(sentBy(trial), secret).not.toContain(JSON.stringify(line).slice(1, -1));
  }
});

it("chunks of other files with a secret are left out whole", async () => {
  const chunk = (id: string, text: string): ContextChunk => ({
    ...{ id, text, uri: `file:///${id}.ts`, path: `${id}.ts`, startLine: 0, endLine: 2, value: 0.9, reason: "near" },
  });
  for (const secret of SECRETS.slice(0, 40)) {
    const context: Context = {
      find: async () => [chunk("b", `export const plain = 1;\n`), chunk("c", `export const own = 2;\n${secret}\n`)],
      changed() {},
      closed() {},
      setBusy() {},
    };
    const trial = new ServerTrial({ marked: "const a = ▮\n", write, context, settings: { contextMode: "repository" } });
    trial.pipeline.cursor(trial.uri, trial.cursor, true);
    trial.pipeline.change(trial.uri, TextEdit.replace(0, 0, "let x;\n"), 2);
    await trial.clock.advance(1000);
    await trial.pipeline.suggest(
      { uri: trial.uri, offset: trial.cursor + 7, invoked: true },
      new AbortController().signal,
    );
    expect(sentBy(trial)).toContain("export const plain");
    expect(sentBy(trial)).not.toContain("export const own");
  }
});

it("what a server wrote is not sent back with a secret in it", async () => {
  const secret = SECRETS[0]!;
  const trial = new ServerTrial({
    marked: "const a = ▮\n",
    write: (prompt) =>
      prompt.endsWith("<|fim_middle|>")
        ? [` "x";\n${secret}\n`, { text: "b", chance: 0.5, others: [["c", 0.4]] }]
        : ["d"],
  });
  await trial.suggest(true);
  expect(sentBy(trial)).not.toContain(JSON.stringify(secret).slice(1, -1));
});
