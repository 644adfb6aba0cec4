/** What is not a setting: the state, the model, languages and files, and what is kept where. Data in, elements out. */

import type { FileRow, PanelFacts } from "../core/panel/panelMessages.ts";
import { commandButtons } from "./commandButtons.ts";
import { button, type Child, make, table } from "./make.ts";
import type { Send } from "./send.ts";
import { asNumber, asSize, t } from "./words.ts";

export function stateCard({ state, summary, details, isInTheWay, shown }: PanelFacts, send: Send): readonly Child[] {
  return [
    make("p", { class: isInTheWay ? "state blocked" : "state", "data-state": state }, summary),
    ...details.map((text) => make("p", { class: "detail" }, text)),
    shown.asked === 0
      ? undefined
      : make(
          "p",
          { class: "detail" },
          t(
            "Since the start {0} of {1} requests ended with a suggestion.",
            asNumber(shown.shown),
            asNumber(shown.asked),
          ),
        ),
    commandButtons(
      [
        [state === "paused" ? t("Resume") : t("Pause for an hour"), "pause"],
        [t("Switch on or off everywhere"), "toggle"],
        [t("Restart the engine"), "restartEngine"],
      ],
      send,
    ),
  ];
}

export function modelCard(facts: PanelFacts, send: Send): readonly Child[] {
  const { model, memory, budget } = facts;
  const known: (readonly [string, string | undefined])[] = [
    ...(model === undefined ? [] : modelRows(model)),
    [t("Memory of the engine"), memory === undefined ? undefined : asSize(memory)],
    [
      t("At the chosen latency"),
      budget &&
        t(
          "{0} tokens around the cursor are read, and up to {1} are written",
          asNumber(budget.reads),
          asNumber(budget.writes),
        ),
    ],
  ];
  const lines = known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return [
    model === undefined ? make("p", {}, t("No model is loaded: it is loaded when you type in a file.")) : undefined,
    lines.length === 0 ? undefined : table(t("The model and how it runs here"), [t("What"), t("Is")], lines),
    commandButtons(
      [
        [t("Choose model…"), "chooseModel"],
        [t("Fit to this machine"), "tune"],
      ],
      send,
    ),
  ];
}

function modelRows(model: NonNullable<PanelFacts["model"]>): readonly (readonly [string, string | undefined])[] {
  const { name, isEmbedded, bytes, family, immovable, contextSize, threads, backend } = model;
  return [
    [t("Model"), isEmbedded ? t("{0} (came with Turnkey)", name) : name],
    [t("Size"), bytes === undefined ? undefined : asSize(bytes)],
    [
      t("Text behind the cursor"),
      family === undefined
        ? t("Is not read: the model knows no fill-in-the-middle")
        : t("Is read: fill-in-the-middle as {0} does it", family),
    ],
    [t("Speed here"), speedWords(model)],
    [
      t("Its memory of the text"),
      immovable === undefined
        ? t("Is kept and moved when you change something")
        : t("What stands behind a change is read again, because {0}", immovable),
    ],
    [t("Room for"), contextSize === undefined ? undefined : t("{0} tokens", asNumber(contextSize))],
    [t("Threads"), threads === undefined ? undefined : asNumber(threads)],
    [t("Computes on"), backend === "cpu" ? t("the processor") : backend],
  ];
}

function speedWords({
  readsPerSecond: reads,
  writesPerSecond: writes,
}: NonNullable<PanelFacts["model"]>): string | undefined {
  if (reads === undefined || writes === undefined) return undefined;
  return t("Reads {0} and writes {1} tokens per second", asNumber(reads), asNumber(writes));
}

export function languagesCard({ languages, files, activeUri }: PanelFacts, send: Send): readonly Child[] {
  const languageRows = languages.map(({ languageId, on, files: count }) => [
    languageId === "*" ? t("All others") : languageId,
    count === 0 ? "" : asNumber(count),
    toggle(languageId === "*" ? t("All other languages") : languageId, on, (wanted) =>
      send({ kind: "language", languageId, on: wanted }),
    ),
  ]);
  const fileRows = files.map((file) => [
    make("span", { title: file.path, "data-active": file.uri === activeUri }, file.path),
    file.languageId,
    make("span", { class: file.no === undefined ? "on" : "off" }, whyOff(file)),
    fileAction(file, send),
  ]);
  return [
    table(t("Languages"), [t("Language"), t("Open files"), t("Suggestions")], languageRows),
    files.length === 0
      ? make("p", {}, t("No file is open."))
      : table(t("Open files"), [t("File"), t("Language"), t("Suggestions"), t("Change")], fileRows),
  ];
}

function whyOff({ no, languageId }: FileRow): string {
  if (no === undefined) return t("On");
  switch (no.kind) {
    case "fileOff":
      return t("Off: you switched this file off");
    case "disabled":
      return t("Off: {0} is switched off", languageId);
    case "excluded":
      return t("Off: {0}", no.detail);
    case "tooLarge":
      return t("Off: the file is too large");
    case "unsupportedDocument":
      return t("Off: documents of this kind are not completed");
    case "paused":
      return t("Off: Turnkey is paused");
    case "other":
      return t("Off: {0}", no.detail);
    default:
      return no.kind satisfies never;
  }
}

function fileAction({ uri, path, languageId, no }: FileRow, send: Send): Child {
  if (no === undefined)
    return button(t("Switch off"), () => send({ kind: "file", uri, on: false }), {
      class: "link",
      "aria-label": t("Switch off for {0}", path),
    });
  if (no.kind === "fileOff")
    return button(t("Switch on"), () => send({ kind: "file", uri, on: true }), {
      class: "link",
      "aria-label": t("Switch on for {0}", path),
    });
  if (no.kind === "disabled")
    return button(t("Switch on {0}", languageId), () => send({ kind: "language", languageId, on: true }), {
      class: "link",
    });
  return "";
}

export function privacyCard({ privacy, server }: PanelFacts, send: Send): readonly Child[] {
  const { indexed, noIndex, globs, stored } = privacy;
  return [
    make("p", {}, sentWords(server)),
    make("h3", {}, t("What is indexed")),
    make(
      "p",
      {},
      indexed
        ? t(
            "{0} files in {1} units, {2} of memory. The index holds numbers and no text, and ends with the engine.",
            asNumber(indexed.files),
            asNumber(indexed.units),
            asSize(indexed.bytes),
          )
        : noIndexWords(noIndex),
    ),
    make("h3", {}, t("What is left out")),
    make(
      "p",
      {},
      t(
        "Files of keys, certificates, environment variables and credentials; what .gitignore and .turnkeyignore name; lines that hold keys or tokens.",
      ),
    ),
    globs.length === 0
      ? make("p", {}, t("Your own list (turnkey.exclude) is empty."))
      : make("ul", {}, ...globs.map((glob) => make("li", {}, make("code", {}, glob)))),
    make("h3", {}, t("What is kept on this machine")),
    table(
      t("What is kept on this machine"),
      [t("What"), t("Where"), t("Size")],
      stored.map(({ what, path, bytes, files }) => [
        storedWords(what),
        make("code", { class: "path" }, path),
        t("{0} in {1} files", asSize(bytes), asNumber(files)),
      ]),
    ),
    make(
      "p",
      {},
      t(
        "Wiping removes these notes, and which files you switched off and which models broke; models and settings stay.",
      ),
    ),
    button(t("Wipe what is kept"), () => send({ kind: "wipe" }), { class: "action", id: "wipe" }),
  ];
}

function sentWords(server: PanelFacts["server"]): string {
  return server === undefined || server.state === "withheld"
    ? t("Nothing is sent: no telemetry, no account. A model is fetched only when you ask for one.")
    : t(
        "Text around the cursor is sent to {0}, as you allowed for this workspace, and to nobody else: no telemetry, no account. A model is fetched only when you ask for one.",
        server.host,
      );
}

function storedWords(what: PanelFacts["privacy"]["stored"][number]["what"]): string {
  switch (what) {
    case "notes":
      return t("What was measured, and indexes (numbers, no source text)");
    case "cells":
      return t("What the model has read of your files (turnkey.cache.keep)");
    case "models":
      return t("Models that were fetched");
    default:
      return what satisfies never;
  }
}

function noIndexWords(why: PanelFacts["privacy"]["noIndex"]): string {
  switch (why) {
    case "off":
      return t("Nothing: reading other files is switched off (turnkey.context.mode, turnkey.context.along).");
    case "untrusted":
      return t("Nothing: this workspace is not trusted.");
    case "noFolder":
      return t("Nothing: no folder is open.");
    case "along":
      return t(
        "No index is kept. The workspace's files are read for writing along: their tokens stay in memory, and end with the engine.",
      );
    default:
      return t("Nothing yet: the index begins with the first suggestion.");
  }
}

function toggle(name: string, on: boolean, change: (wanted: boolean) => void): HTMLElement {
  return button(on ? t("On") : t("Off"), () => change(!on), {
    class: "switch",
    role: "switch",
    "aria-checked": String(on),
    "aria-label": t("Suggestions for {0}", name),
  });
}
