/** Documents over the limit: refused with a reason, and their text is not kept. */

import { describe, expect, it } from "vitest";
import { MAX_DOCUMENT_LENGTH } from "../../src/core/request/gate.ts";
import { Mirror } from "../../src/server/documents.ts";
import type { Client } from "./support/client.ts";
import { PLACE, URI, useServer } from "./support/stage.ts";

const { start } = useServer();
const LARGE = "let x = 1;\n".repeat(Math.ceil((MAX_DOCUMENT_LENGTH + 1) / 11));
const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

describe("a mirror", () => {
  it("keeps a text of the largest length, and not one that is longer", () => {
    const largest = LARGE.slice(0, MAX_DOCUMENT_LENGTH);
    const mirror = new Mirror(URI, "typescript", 1, largest);
    expect([mirror.isTooLarge, mirror.text.length]).toEqual([false, MAX_DOCUMENT_LENGTH]);
    mirror.apply([{ range: START, text: "x" }], 2);
    expect([mirror.isTooLarge, mirror.text, mirror.version, mirror.takeEdit()]).toEqual([true, "", 2, undefined]);
    mirror.apply([{ range: START, text: "y" }], 3);
    expect([mirror.isTooLarge, mirror.text, mirror.version, mirror.broken]).toEqual([true, "", 3, undefined]);
    mirror.apply([{ text: "short" }, { range: START, text: "z" }], 4);
    expect([mirror.isTooLarge, mirror.text, mirror.version]).toEqual([false, "zshort", 4]);
  });
});

describe("the server", () => {
  const lastKind = (client: Client) => client.received<{ kind: string }>("turnkey/outcome").at(-1)?.kind;

  it("says so, follows the rest, and takes the document back when its text is short again", async () => {
    const client = start();
    await client.initialize({ ownInlineProvider: true });
    await client.open(URI, LARGE);
    expect(await client.complete(URI, PLACE).items).toEqual([]);
    expect(lastKind(client)).toBe("tooLarge");
    expect(client.statuses.at(-1)?.state).toBe("off");
    await client.change(URI, 2, [{ range: START, text: "x" }]);
    expect(await client.complete(URI, PLACE).items).toEqual([]);
    expect(lastKind(client)).toBe("tooLarge");
    await client.change(URI, 3, [{ text: "let x = ;\n" }]);
    await client.untilState("ready");
    expect(await client.complete(URI, PLACE).items).not.toEqual([]);
    await client.change(URI, 4, [{ text: LARGE }]);
    expect(await client.complete(URI, PLACE).items).toEqual([]);
    expect(lastKind(client)).toBe("tooLarge");
    expect(client.received("turnkey/resync")).toEqual([]);
    expect(client.stderr).toBe("loading embedded\n");
    expect(await client.stop()).toBe(0);
  });
});
