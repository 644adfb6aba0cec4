/** What the panel says of the server that writes too. */

import type { ServerCardFacts } from "../core/panel/serverFacts.ts";
import type { Settings } from "../core/settings/settings.ts";
import type { RemoteStatus } from "../protocol.ts";

/** Longer words of a server are cut where they are made; this is what the panel takes. */
const MOST_WORDS = 1_000;

/** Undefined: none is set. */
export function serverFactsOf(
  remote: RemoteStatus | undefined,
  { remoteContextTokens, contextMode }: Settings,
): ServerCardFacts | undefined {
  if (remote === undefined) return undefined;
  const { host, isPrivate, state, message, since, isPassing = false, sent } = remote;
  const { protocol, product, model, layout, saysLikelihoods } = remote;
  return {
    ...{ host, isPrivate, state, since, isPassing, sent, protocol, product, layout, saysLikelihoods },
    message: message.slice(0, MOST_WORDS),
    model: model?.slice(0, MOST_WORDS),
    contextTokens: remoteContextTokens,
    hasOtherFiles: contextMode !== "off",
  };
}
