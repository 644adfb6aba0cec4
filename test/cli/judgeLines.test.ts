import { describe, expect, it } from "vitest";
import { runCli } from "./fakeHost.ts";

describe("syntax", () => {
  const verdicts = async (language: string, ...prefixes: string[]) => {
    const input = prefixes.map((prefix) => JSON.stringify({ prefix }));
    const { code, out, err, loaded } = await runCli(["syntax", language], { input });
    const lines = out.split("\n").filter((line) => line !== "");
    const answers = lines.map((line) => JSON.parse(line) as { verdict: string; ms: number });
    expect({ code, err, loaded, keys: [...new Set(answers.flatMap(Object.keys))] }).toEqual({
      code: 0,
      err: "",
      loaded: 0,
      keys: ["verdict", "ms"],
    });
    return answers.map(({ verdict }) => verdict);
  };

  it("one verdict per line, in order, in any order of texts", async () => {
    expect(await verdicts("typescript", "let a = ", "let a = )x", "let", "export defaultx")).toEqual([
      "viable",
      "dead",
      "viable",
      "unproved",
    ]);
  });

  it("languages have the names that editors use", async () => {
    expect(await verdicts("typescriptreact", "a = <b></c>")).toEqual(["dead"]);
    expect(await verdicts("shellscript", "if a; then")).toEqual(["viable"]);
  });

  it("what is wrong with the input has its line", async () => {
    const input = ['{"prefix": ""}', "", '{"text": "a"}'];
    expect(await runCli(["syntax", "go"], { input })).toMatchObject({
      code: 2,
      err: 'turnkey: line 3 of the input must be JSON such as {"prefix": "let a = "}\n',
    });
  });

  it("an unknown language is wrong use", async () => {
    const { code, err } = await runCli(["syntax", "klingon"]);
    expect({ code, start: err.slice(0, 58) }).toEqual({
      code: 2,
      start: 'turnkey: no grammar for "klingon"; use one of typescript, ',
    });
  });
});
