/** What the panel is told of a server: all that a status can say comes through its shape, and nothing else. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { SERVER_FACTS } from "../../src/core/panel/serverFacts.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { serverFactsOf } from "../../src/editor/panelServer.ts";
import type { RemoteStatus } from "../../src/protocol.ts";
import "../seed.ts";

const text = fc.string({ unit: "binary", maxLength: 30 });
const long = fc.tuple(text, fc.nat(3000)).map(([word, more]) => word + "x".repeat(more));
const count = fc.nat();
const status: fc.Arbitrary<RemoteStatus> = fc.record(
  {
    host: text,
    isPrivate: fc.boolean(),
    state: fc.constantFrom("withheld", "unasked", "ready", "failed"),
    message: long,
    since: fc.nat(),
    isPassing: fc.boolean(),
    model: long,
    protocol: text,
    product: text,
    layout: text,
    saysLikelihoods: fc.boolean(),
    sent: fc.record({ requests: count, bytes: count }),
  },
  { requiredKeys: ["host", "isPrivate", "state", "message", "since", "sent"] },
);

it("whatever the status says", () => {
  fc.assert(
    fc.property(status, fc.constantFrom("off" as const, "repository" as const), (remote, contextMode) => {
      const facts = serverFactsOf(remote, { ...DEFAULT_SETTINGS, contextMode });
      expect(SERVER_FACTS(JSON.parse(JSON.stringify(facts)), "server")).not.toHaveProperty("problem");
      expect(facts).toMatchObject({ host: remote.host, sent: remote.sent, hasOtherFiles: contextMode !== "off" });
    }),
  );
});

it("no server, nothing to say", () => expect(serverFactsOf(undefined, DEFAULT_SETTINGS)).toBeUndefined());
