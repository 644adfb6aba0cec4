/** A page typed at a person's pace, last of all: what is written down as the cost of a keystroke is measured here. */

import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { noteTypingCost } from "../measurements.ts";
import { type, until } from "../ui.ts";
import { profileHost } from "./hostProfile.ts";
import { awaitReady, PAGE, showFile, turnkey } from "./scene.ts";

describe("typing", () => {
  it("a page arrives as it was typed, and every key is counted", async () => {
    const keystrokes = await typePage("page.ts");
    const { p50Ms, p95Ms } = turnkey().metrics(keystrokes).hostTime;
    let profiled = 0;
    const sumMs = await profileHost(async () => {
      profiled = await typePage("profiled.ts");
    });
    noteTypingCost({ keystrokeP50Ms: p50Ms, keystrokeP95Ms: p95Ms, profiledMeanMs: sumMs / profiled });
  });
});

/** @returns how many keystrokes were counted */
async function typePage(name: string): Promise<number> {
  const document = await showFile(name, "▮");
  await awaitReady();
  const before = turnkey().metrics().hostTime.keystrokes;
  // The editor goes on with a comment by itself behind Enter.
  const keys = PAGE.replaceAll("\n// ", "\n");
  await type(keys, { delayMs: 30 });
  await until("the page", () => document.getText().length >= keys.length);
  assert.equal(document.getText().replaceAll("\n// ", "\n").replaceAll("\r", ""), keys);
  const counted = turnkey().metrics().hostTime.keystrokes - before;
  assert.ok(counted >= keys.length - 5, `${counted} of ${keys.length} keys`);
  return counted;
}
