/** Which of two answers is shown at a place: the one that was written here at once, or the one that came from a server later. */

/** What is known of a text. */
export interface SpeedOffer {
  readonly text: string;
  /** That its first line is right, 0 to 1; undefined: nobody knows. */
  readonly chance: number | undefined;
}

/** `fills`: nothing stands there. `surer`, `longer`: it takes the other's place. Undefined: what stands stays. */
export type SpeedChoice = "fills" | "surer" | "longer" | undefined;

/**
 * `here`: what is shown of the model here; undefined: it was silent. `elsewhere`: what is worth a look of the server's; undefined:
 * nothing. What stands goes only for what goes on with it, or for what is known to be more likely: calm's rule.
 */
export function chooseSpeed(here: SpeedOffer | undefined, elsewhere: SpeedOffer | undefined): SpeedChoice {
  if (elsewhere === undefined || elsewhere.text === "") return undefined;
  if (here === undefined) return "fills";
  if (here.text.startsWith(elsewhere.text)) return undefined;
  if (elsewhere.text.startsWith(here.text)) return "longer";
  return (elsewhere.chance ?? 0) > (here.chance ?? 1) ? "surer" : undefined;
}
