/** What the panel and the editor's side say to each other. Both sides read it through these shapes, whoever sent it. */

import { HABIT_REPORT } from "./habitReport.ts";
import { HEALTH } from "./panelHealth.ts";
import { RANK_REPORT } from "./rankReport.ts";
import { REQUEST_RECORD } from "./requestRecord.ts";
import { SERVER_FACTS } from "./serverFacts.ts";
import { SETTING_ROW } from "./settingRows.ts";
import {
  aCount,
  aNumber,
  anyJson,
  aSwitch,
  kindOf,
  listOf,
  maybe,
  oneOf,
  recordOf,
  textOf,
  textsOf,
  type ValueOf,
} from "./shape.ts";

/** Commands that the panel may run, by their names behind `turnkey.`. */
export const PANEL_COMMANDS = [
  "chooseModel",
  "tune",
  "getModel",
  "restartEngine",
  "pause",
  "toggle",
  "toggleLanguage",
  "toggleFile",
  "trigger",
  "showStatus",
  "showTrace",
  "copyDiagnostics",
  "setServerKey",
  "decideServer",
  "forgetHabit",
] as const;
export type PanelCommand = (typeof PANEL_COMMANDS)[number];

/** Sections of the panel; only the one that is looked at is kept up to date. */
export const SECTIONS = ["settings", "health", "why"] as const;
export type PanelSection = (typeof SECTIONS)[number];

const URI = textOf(10_000);
const NAME = textOf(100);

/** From the panel. */
export const PANEL_REQUEST = kindOf({
  /** It is there, and knows nothing yet. */
  ready: {},
  look: { section: oneOf(SECTIONS) },
  set: { name: NAME, value: anyJson(200_000) },
  /** The value goes from the place where it is set. */
  reset: { name: NAME },
  /** One language on or off. */
  language: { languageId: NAME, on: aSwitch },
  /** One file on or off. */
  file: { uri: URI, on: aSwitch },
  run: { command: oneOf(PANEL_COMMANDS) },
  /** The setting in VS Code's own editor of settings. */
  openSetting: { name: NAME },
  /** The place of a request, or the one that a piece of its context is from. */
  openPlace: { request: aCount, chunk: maybe(aCount) },
  copyTest: { request: aCount },
  /** All that was noted on this machine goes. */
  wipe: {},
});
export type PanelRequest = ValueOf<typeof PANEL_REQUEST>;

const FILE_ROW = recordOf({
  uri: URI,
  path: textOf(10_000),
  languageId: NAME,
  /** Left out: it is completed. */
  no: maybe(
    recordOf({
      kind: oneOf(["disabled", "fileOff", "excluded", "tooLarge", "unsupportedDocument", "paused", "other"]),
      /** The rule, or a reason in words. */
      detail: textOf(2_000),
    }),
  ),
});
export type FileRow = ValueOf<typeof FILE_ROW>;

export const PANEL_FACTS = recordOf({
  state: oneOf(["off", "loading", "ready", "thinking", "error", "paused"]),
  /** One sentence: the state, or what is in the way. */
  summary: textOf(2_000),
  details: listOf(textOf(2_000), 50),
  isInTheWay: aSwitch,
  model: maybe(
    recordOf({
      name: textOf(1_000),
      isEmbedded: aSwitch,
      bytes: maybe(aNumber),
      /** Of fill-in-the-middle; left out: it reads only what stands in front of the cursor. */
      family: maybe(textOf(200)),
      readsPerSecond: maybe(aNumber),
      writesPerSecond: maybe(aNumber),
      contextSize: maybe(aNumber),
      threads: maybe(aNumber),
      backend: maybe(textOf(100)),
      /** Why its keys may not be moved; left out: they may. */
      immovable: maybe(textOf(2_000)),
    }),
  ),
  /** Left out: none is set. */
  server: maybe(SERVER_FACTS),
  /** Left out: nothing is learnt, or it is not known. */
  habit: maybe(HABIT_REPORT),
  ranks: maybe(RANK_REPORT),
  /** Of the engine's process, bytes. */
  memory: maybe(aNumber),
  /** How many tokens are read before the first token, and written, at the chosen latency. */
  budget: maybe(recordOf({ reads: aNumber, writes: aNumber })),
  /** Automatic requests of this session and how many of them were shown. */
  shown: recordOf({ asked: aCount, shown: aCount }),
  languages: listOf(recordOf({ languageId: NAME, on: aSwitch, files: aCount }), 200),
  files: listOf(FILE_ROW, 200),
  activeUri: maybe(URI),
  privacy: recordOf({
    indexed: maybe(recordOf({ files: aCount, units: aCount, bytes: aCount, isComplete: aSwitch })),
    /** Why nothing is indexed. */
    noIndex: maybe(oneOf(["off", "untrusted", "noFolder", "along", "notYet"])),
    globs: listOf(textOf(2_000), 1_000),
    stored: listOf(
      recordOf({ what: oneOf(["notes", "cells", "models"]), path: textOf(10_000), bytes: aCount, files: aCount }),
      10,
    ),
  }),
});
export type PanelFacts = ValueOf<typeof PANEL_FACTS>;

/** To the panel. */
export const PANEL_UPDATE = kindOf({
  /** The words of the user's language by the English ones, and which that is. */
  words: { texts: textsOf(2_000, 4_000), language: textOf(50) },
  settings: { rows: listOf(SETTING_ROW, 200) },
  facts: { facts: PANEL_FACTS },
  show: { section: oneOf(SECTIONS) },
  health: { health: HEALTH },
  /** The latest requests, newest first. */
  why: { records: listOf(REQUEST_RECORD, 50) },
  /** Something could not be done. */
  problem: { name: maybe(NAME), text: textOf(4_000) },
  /** Something was done. */
  done: { text: textOf(4_000) },
});
export type PanelUpdate = ValueOf<typeof PANEL_UPDATE>;
