/**
 * Properties are tried on the same cases everywhere, so that a run that fails can be repeated. TURNKEY_SEED=N tries others;
 * a failure prints its seed.
 */

import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.TURNKEY_SEED ?? 1) });
