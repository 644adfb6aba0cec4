/** A notebook's cell is completed as what goes on from the cells above it, over the real protocol. */

import { expect, test } from "vitest";
import type { Client } from "./support/client.ts";
import { useServer } from "./support/stage.ts";

const { start } = useServer();

const NOTEBOOK = "file:///project/shop.ipynb";
const uriOf = (name: string) => `vscode-notebook-cell:/project/shop.ipynb#${name}`;
const cellOf = (name: string, kind = 2) => ({ kind, document: uriOf(name) });
const textOf = (name: string, text: string, languageId = "python") => ({
  uri: uriOf(name),
  languageId,
  version: 1,
  text,
});

/** Cells in their order. */
async function open(cells: readonly (readonly [name: string, text: string, languageId?: string])[]): Promise<Client> {
  const client = start({ behaviour: { report: true } });
  await client.initialize();
  await client.notify("notebookDocument/didOpen", {
    notebookDocument: {
      uri: NOTEBOOK,
      notebookType: "jupyter-notebook",
      version: 1,
      cells: cells.map(([name, , languageId]) => cellOf(name, languageId === "markdown" ? 1 : 2)),
    },
    cellTextDocuments: cells.map((cell) => textOf(...cell)),
  });
  await client.untilState("ready");
  return client;
}

/** What the model was asked to continue when the end of a cell's first line was asked about. */
async function prefixAt(client: Client, name: string, character: number): Promise<string> {
  const asked = () => client.stderr.split("\n").filter((line) => line.startsWith("continue "));
  const before = asked().length;
  await client.complete(uriOf(name), { line: 0, character }).items;
  await client.until(() => asked().length > before, "a question to the model");
  return (JSON.parse(asked().at(-1)!.slice("continue ".length)) as [string, string])[0];
}

const change = (client: Client, version: number, cells: object) =>
  client.notify("notebookDocument/didChange", { notebookDocument: { uri: NOTEBOOK, version }, change: { cells } });

test("cells above are read, those below and of another language are not", async () => {
  const client = await open([
    ["imports", "import prices\n\n"],
    ["prose", "# Prices of fruit", "markdown"],
    ["empty", ""],
    ["total", "total = prices.sum()"],
    ["here", "print("],
    ["below", "never = 1"],
  ]);
  expect(await prefixAt(client, "here", 6)).toBe("import prices\n\ntotal = prices.sum()\n\nprint(");
  expect(await prefixAt(client, "imports", 13)).toBe("import prices");
});

test("as they are now: changed, put in, taken away and moved", async () => {
  const client = await open([
    ["a", "first = 1"],
    ["b", "second = 2"],
    ["here", "print("],
  ]);
  expect(await prefixAt(client, "here", 6)).toBe("first = 1\n\nsecond = 2\n\nprint(");
  const end = { line: 0, character: 9 };
  await change(client, 2, {
    textContent: [{ document: { uri: uriOf("a"), version: 2 }, changes: [{ range: { start: end, end }, text: "00" }] }],
    structure: {
      array: { start: 1, deleteCount: 0, cells: [cellOf("c")] },
      didOpen: [textOf("c", "between = 3")],
      didClose: [],
    },
  });
  await client.change(uriOf("here"), 2, [{ text: "print(x" }]);
  expect(await prefixAt(client, "here", 7)).toBe("first = 100\n\nbetween = 3\n\nsecond = 2\n\nprint(x");
  await change(client, 3, {
    structure: {
      array: { start: 0, deleteCount: 2, cells: [] },
      didOpen: [],
      didClose: [{ uri: uriOf("a") }, { uri: uriOf("c") }],
    },
  });
  await client.change(uriOf("here"), 3, [{ text: "print(y" }]);
  expect(await prefixAt(client, "here", 7)).toBe("second = 2\n\nprint(y");
  await change(client, 4, { structure: { array: { start: 0, deleteCount: 2, cells: [cellOf("here"), cellOf("b")] } } });
  await client.change(uriOf("here"), 4, [{ text: "print(z" }]);
  expect(await prefixAt(client, "here", 7)).toBe("print(z");
});

test("many cells: the nearest ones, and the cell's own text whole", async () => {
  const cells = Array.from(
    { length: 200 },
    (_, at) => [`n${at}`, `value_${at} = compute(${at}, scale=${at * 7})`] as const,
  );
  const client = await open([...cells, ["here", "print(value_199"]]);
  const prefix = await prefixAt(client, "here", 15);
  expect(prefix.endsWith("value_199 = compute(199, scale=1393)\n\nprint(value_199")).toBe(true);
  expect(prefix).not.toContain("value_0 =");
});

test("a cell with a key in it is not read in another", async () => {
  const client = await open([
    [
      "key",
      "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----",
    ],
    ["a", "first = 1"],
    ["here", "print("],
  ]);
  expect(await prefixAt(client, "here", 6)).toBe("first = 1\n\nprint(");
});
