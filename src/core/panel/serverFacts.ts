/** What the panel says of a server that writes too, as checked data. Nothing of its key is here. */

import { aCount, aNumber, aSwitch, maybe, oneOf, recordOf, textOf, type ValueOf } from "./shape.ts";

export const SERVER_FACTS = recordOf({
  /** Name and port. */
  host: textOf(300),
  /** Nobody on the way there can read what is sent. */
  isPrivate: aSwitch,
  /** As `RemoteStatus` has it. */
  state: oneOf(["withheld", "unasked", "ready", "failed"]),
  message: textOf(2_000),
  /** Milliseconds since 1970. */
  since: aNumber,
  isPassing: aSwitch,
  protocol: maybe(textOf(50)),
  product: maybe(textOf(100)),
  model: maybe(textOf(1_000)),
  layout: maybe(textOf(50)),
  saysLikelihoods: maybe(aSwitch),
  sent: recordOf({ requests: aCount, bytes: aCount }),
  /** Tokens of text around the cursor that a request has, about. */
  contextTokens: aCount,
  /** Parts of other files are sent too. */
  hasOtherFiles: aSwitch,
});
export type ServerCardFacts = ValueOf<typeof SERVER_FACTS>;
