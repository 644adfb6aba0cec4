/** Requests by several ways, in a process that believes the certificates of its environment: `node networkTrial.mts JSON`. */

import type { NetworkSettings } from "../../src/network/networkAccess.ts";
import { describeTried, KEY, tryServer } from "./remoteTrial.ts";

const ways = JSON.parse(process.argv[2]!) as readonly { readonly url: string; readonly network: NetworkSettings }[];
const outcomes: string[] = [];
for (const way of ways) {
  const tried = await tryServer(way);
  outcomes.push(tried.said.includes(KEY) ? "the key was said" : describeTried(tried));
}
process.stdout.write(JSON.stringify(outcomes));
