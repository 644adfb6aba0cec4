/** A model of the toy language that proposes what is wrong first. */

import type { Branches } from "../../fakes/branchingEngine.ts";
import { judgeToy } from "../grammar/toyGrammar.ts";

const PIECES = ["(", ")", "[", "]", "{", "}", "a", " b", ";", "\n", " ", "ab", ");", "))", "]\n", ""];

/** The pieces in an order of chance, those first that are wrong. */
export function toyAdversary(seed: number): (written: string) => Branches {
  return (written) => {
    const rank = (piece: string) => {
      let hash = seed;
      for (const sign of `${written}|${piece}`) hash = (Math.imul(hash, 31) + sign.charCodeAt(0)) | 0;
      const chance = ((hash >>> 8) % 1000) / 1000;
      return judgeToy(`x = ${written}${piece}`) === "viable" ? chance : chance + 0.7;
    };
    const sorted = [...PIECES].sort((a, b) => rank(b) - rank(a));
    return Object.fromEntries(sorted.map((piece, index) => [piece, 0.5 ** (index + 1)]));
  };
}
