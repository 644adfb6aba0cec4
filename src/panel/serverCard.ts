/** The server that writes too: where it is, what it is, how it is, and what has gone there. Data in, elements out. */

import type { PanelFacts } from "../core/panel/panelMessages.ts";
import type { ServerCardFacts } from "../core/panel/serverFacts.ts";
import { commandButtons } from "./commandButtons.ts";
import { type Child, make, table } from "./make.ts";
import type { Send } from "./send.ts";
import { asNumber, asSize, asTime, t } from "./words.ts";

export function serverCard({ server }: PanelFacts, send: Send): readonly Child[] {
  if (server === undefined)
    return [make("p", {}, t("No server is set: nothing is sent anywhere. turnkey.remote.url names one."))];
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t("Address"), server.isPrivate ? server.host : `${server.host} ${t("(not encrypted)")}`],
    [t("Speaks"), protocolWords(server)],
    [t("Model"), modelWords(server)],
    [t("How likely its texts are"), likelihoodWords(server)],
    [t("What is sent"), whatIsSent(server)],
    [
      t("Was sent"),
      t("{0} requests, {1}; the answers are not counted", asNumber(server.sent.requests), asSize(server.sent.bytes)),
    ],
  ];
  return [
    make(
      "p",
      { class: server.state === "failed" ? "state blocked" : "state", "data-state": server.state },
      stateWords(server),
    ),
    table(
      t("The server and what goes there"),
      [t("What"), t("Is")],
      rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    make("p", { class: "detail" }, t("The key is in the editor's secret storage and is shown nowhere.")),
    commandButtons(
      [
        [t("Set the server's key…"), "setServerKey"],
        [t("Send to the server in this workspace, or not…"), "decideServer"],
      ],
      send,
    ),
  ];
}

function stateWords({ state, message, since, isPassing }: ServerCardFacts): string {
  const time = asTime(since);
  switch (state) {
    case "withheld":
      return t("Nothing is sent: {0}", message);
    case "unasked":
      return t("Waits since {0}: nothing was asked of it yet", time);
    case "ready":
      return t("Reached, since {0}", time);
    case "failed":
      return isPassing
        ? t("Gone since {0}; it is asked again by itself. {1}", time, message)
        : t("Cannot be used since {0}. {1}", time, message);
    default:
      return state satisfies never;
  }
}

function protocolWords({ protocol, product = "" }: ServerCardFacts): string | undefined {
  if (protocol === undefined) return undefined;
  const name = protocol === "openai" ? t("OpenAI-compatible completions") : protocol;
  return product === "" || product === name ? name : t("{0} ({1})", name, product);
}

function modelWords({ model, layout }: ServerCardFacts): string | undefined {
  if (model === undefined || layout === undefined) return model;
  return t("{0}, fill-in-the-middle as {1} does it", model, layout);
}

function likelihoodWords({ saysLikelihoods }: ServerCardFacts): string | undefined {
  if (saysLikelihoods === undefined) return undefined;
  return saysLikelihoods
    ? t("Is said")
    : t("Is not said, and guessed: they fill in where the model here has nothing, and take no text's place");
}

function whatIsSent({ contextTokens, hasOtherFiles }: ServerCardFacts): string {
  const tokens = asNumber(contextTokens);
  return hasOtherFiles
    ? t("Text around the cursor and parts of other files, about {0} tokens at most", tokens)
    : t("Text around the cursor, about {0} tokens at most", tokens);
}
