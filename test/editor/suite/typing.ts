/** A page typed at a person's pace, last of all: what is written down as the cost of a keystroke is measured here. */

import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type * as vscode from "vscode";
import { Random } from "../../random.ts";
import { type CalmFigures, calmOf } from "../calm.ts";
import { watchGhostText } from "../ghostWatch.ts";
import { noteTypingCost } from "../measurements.ts";
import { TEST_ENVIRONMENT } from "../testEnvironment.ts";
import { pictureAtOnce, press, sleep, type, until } from "../ui.ts";
import { profileHost } from "./hostProfile.ts";
import { awaitReady, CODE_PAGE, outcomesSince, PAGE, set, showFile, turnkey } from "./scene.ts";

describe("typing", () => {
  it("code at a person's pace, and what ghost text did meanwhile", async function () {
    this.timeout(600_000);
    const own = { "turnkey.eagerness": "balanced", "turnkey.latencyTarget": undefined };
    const plain = {
      "editor.autoClosingBrackets": "never",
      "editor.autoClosingQuotes": "never",
      "editor.autoIndent": "none",
    };
    for (const [name, value] of Object.entries({ ...own, ...plain })) await set(name, value);
    try {
      const document = await showFile("pace.ts", `${CODE_PAGE.above}▮`);
      await awaitReady();
      const began = Date.now();
      const strip = process.env[TEST_ENVIRONMENT.strip] === undefined ? undefined : takeStrip(document);
      const seen = await watchGhostText(() => typeLikeAPerson(CODE_PAGE.typed));
      await strip;
      const outcomes = outcomesSince(began);
      const whole = CODE_PAGE.above + CODE_PAGE.typed;
      await until("the page", () => document.getText().replaceAll("\r", "") === whole, { timeoutMs: 120_000 });
      const figures = calmOf(seen, CODE_PAGE.typed);
      console.log(`${describeCalm(figures)}; requests: ${countsOf(outcomes)}`);
      assert.equal(figures.keys, CODE_PAGE.typed.length);
    } finally {
      for (const name of Object.keys(plain)) await set(name, undefined);
      await set("turnkey.eagerness", "eager");
      await set("turnkey.latencyTarget", 5000);
    }
  });

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

function describeCalm({ keys, pauses, shown, different, differentPer100, flashes }: CalmFigures): string {
  const percent = (part: number) => `${Math.round(100 * part)} %`;
  return [
    `${keys} keys: ghost text at ${percent(shown)} of ${pauses} pauses`,
    `${different} different suggestions (${differentPer100.toFixed(1)} per 100 characters)`,
    `${percent(flashes)} of them gone within 300 ms`,
  ].join(", ");
}

/** "3 shown, 2 cancelled" */
function countsOf(kinds: readonly string[]): string {
  return [...new Set(kinds)].map((kind) => `${kinds.filter((other) => other === kind).length} ${kind}`).join(", ");
}

/** Words come in a run; behind them, behind signs and at a line's end a person thinks, now and then for long. */
async function typeLikeAPerson(text: string): Promise<void> {
  const random = new Random("a person's pace");
  for (const [index, character] of [...text].entries()) {
    await press(character === "\n" ? "Enter" : character === " " ? "Space" : character);
    const inWord = /\w\w/.test(text.slice(index, index + 2));
    const thinks = random.chance(inWord ? 0.02 : character === "\n" ? 0.5 : 0.15);
    await sleep(thinks ? 400 + 900 * random.next() : 70 + 130 * random.next());
  }
}

/** Where the strip begins: a line of which the words tell the rest only in part. */
const STRIP_FROM = "const others = ";
const STRIP_PICTURES = 12;
const STRIP_EVERY_MS = 100;

/** What the page looks like during a second of typing, `strip-0.png` and so on. */
async function takeStrip(document: vscode.TextDocument): Promise<void> {
  await until("the place of the strip", () => document.getText().includes(STRIP_FROM), { timeoutMs: 300_000 });
  for (let at = 0; at < STRIP_PICTURES; at += 1) {
    const next = Date.now() + STRIP_EVERY_MS;
    await pictureAtOnce(`strip-${at}`, { x: 48, y: 60, width: 620, height: 480 });
    await sleep(Math.max(0, next - Date.now()));
  }
}

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
