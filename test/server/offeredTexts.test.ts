/** Several texts for one place, by the server's own messages: whichever is taken, health and "why" say so. */

import { expect, it } from "vitest";
import type { PanelHealth } from "../../src/core/panel/panelHealth.ts";
import { REQUEST_RECORD, type RequestRecord } from "../../src/core/panel/requestRecord.ts";
import { PLACE, URI, useServer } from "./support/stage.ts";

const { startReady } = useServer();
const INVOKED = 1;

for (const index of [0, 1])
  it(`text ${index} of those that are offered is taken`, async () => {
    const client = await startReady({ behaviour: { logprob: -0.1 } });
    await client.request("turnkey/why", { watch: true });
    const items = await client.complete(URI, PLACE, INVOKED).items;
    expect(items.length).toBeGreaterThan(1);
    const { insertText: text, range } = items[index]!;
    await client.change(URI, 2, [{ range, text }]);
    const { figures } = await client.request<PanelHealth>("turnkey/figures", { watch: false });
    expect(figures).toMatchObject({ shown: 1, taken: 1, takenChars: text.length });
    const [record] = await client.request<RequestRecord[]>("turnkey/why", { watch: true });
    expect(REQUEST_RECORD(record, "record")).toHaveProperty("value");
    expect(record).toMatchObject({
      outcome: "shown",
      taken: { index, chars: text.length },
      texts: { offered: items.map(({ insertText }) => insertText) },
    });
    const fates = record!.texts!.others.map(({ fate }) => fate);
    expect(fates.filter((fate) => fate === "offered")).toHaveLength(items.length - 1);
    // The log of the trace says that there were others, and nothing of their texts.
    const lines = (await client.request<string[]>("turnkey/trace")).filter((line) => line.includes(" other: "));
    expect(lines).toHaveLength(fates.length);
    expect(lines[0]).toMatch(/another text, first token .*% likely: offered$/);
  });
