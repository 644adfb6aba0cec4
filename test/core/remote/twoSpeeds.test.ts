/** A text that came later from a server: whether it takes another's place. */

import { describe, expect, it } from "vitest";
import { chooseSpeed, type SpeedChoice, type SpeedOffer } from "../../../src/core/remote/twoSpeeds.ts";

type Said = readonly [text: string, chance?: number] | undefined;

describe("here, elsewhere", () => {
  const offer = (said: Said): SpeedOffer | undefined => said && { text: said[0], chance: said[1] };
  const check = (here: Said, elsewhere: Said, expected: SpeedChoice) =>
    it(`${here}, ${elsewhere}: ${expected}`, () => expect(chooseSpeed(offer(here), offer(elsewhere))).toBe(expected));

  check(undefined, ["a()", 0.2], "fills");
  check(undefined, undefined, undefined);
  check(undefined, ["", 0.9], undefined);
  check(["a()", 0.5], undefined, undefined);
  check(["a()", 0.5], ["b()", 0.6], "surer");
  check(["a()", 0.5], ["b()", 0.5], undefined);
  check(["a()", 0.5], ["b()", 0.4], undefined);
  check(["a()", 0.5], ["a()", 0.9], undefined);
  check(["a();\nb();", 0.5], ["a();", 0.9], undefined);
  check(["a();", 0.5], ["a();\nb();", 0.3], "longer");
  check(undefined, ["a()"], "fills");
  check(["a()", 0.01], ["b()"], undefined);
  check(["a()"], ["b()", 0.99], undefined);
  check(["a();", 0.5], ["a();\nb();"], "longer");
});
