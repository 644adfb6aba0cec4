/** `turnkey complete`: one suggestion at a place of a file. */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { throwBug } from "../core/bug.ts";
import { languageOfPath } from "../core/languages/languages.ts";
import type { Outcome } from "../core/request/outcome.ts";
import { Pipeline } from "../core/request/pipeline.ts";
import { DEFAULT_SETTINGS, type Settings } from "../core/settings/settings.ts";
import { textAtCursor } from "../replay/ghostText.ts";
import { WorkCounter } from "../replay/workCounter.ts";
import { offsetOfPlace, readTextFile } from "../system/textFile.ts";
import type { CompleteCommand } from "./arguments.ts";
import type { Host } from "./host.ts";
import { type OpenedWriter, openWriter } from "./openWriter.ts";

/** Nobody is typing: what is written may take five times as long as in an editor, so that a busy machine does not decide what it is. */
const SETTINGS: Settings = { ...DEFAULT_SETTINGS, latencyTargetMs: 5 * DEFAULT_SETTINGS.latencyTargetMs };

/** False when the engine failed; nothing to suggest is no failure. Throws `UsageError` and `EngineFailure`. */
export async function complete(command: CompleteCommand, host: Host): Promise<boolean> {
  const text = await readTextFile(command.path);
  const offset = offsetOfPlace(text, command);
  const counter = new WorkCounter();
  const parts = { clock: host.clock, trace: counter, settings: { now: SETTINGS } };
  const pipeline = new Pipeline({ ...parts, syntax: host.createSyntax(), onBug: throwBug });
  let writer: OpenedWriter | undefined;
  try {
    const uri = pathToFileURL(resolve(command.path)).href;
    pipeline.open({ uri, languageId: languageOfPath(command.path), version: 1, text });
    // As typing would ask: what an editor would hold back is named so in the outcome, but shown here.
    const ask = () => pipeline.suggest({ uri, offset, invoked: false, finishUnlikely: true }, host.signal);
    let outcome = await ask();
    // Of a file that is never read no model is asked.
    if (outcome.kind !== "excluded") {
      writer = await openWriter(command, parts, host);
      writer.give(pipeline);
      outcome = await ask();
    }
    if (host.signal.aborted) return false;
    const { tokens, last } = counter.take();
    const shown = textOf(outcome, text, offset);
    const reason = sentenceOf(outcome);
    if (command.json)
      host.write(`${JSON.stringify({ text: shown, outcome: outcome.kind, reason, timing: last?.timing, tokens })}\n`);
    else {
      if (shown !== "") host.write(`${shown}\n`);
      if (reason !== undefined) host.note(`turnkey: ${reason}`);
    }
    return !isFailure(outcome);
  } finally {
    pipeline.dispose();
    await writer?.close();
  }
}

function isFailure(outcome: Outcome): boolean {
  return outcome.kind === "failed" || outcome.kind === "notReady";
}

function textOf(outcome: Outcome, document: string, offset: number): string {
  const suggestion =
    outcome.kind === "shown"
      ? outcome.suggestions[0]
      : outcome.kind === "lowConfidence"
        ? outcome.suggestion
        : undefined;
  return suggestion === undefined ? "" : textAtCursor(suggestion, document, offset);
}

/** Undefined: there is nothing to say, the suggestion is whole. */
function sentenceOf(outcome: Outcome): string | undefined {
  if (outcome.kind === "shown") return outcome.cut === undefined ? undefined : `cut: ${outcome.cut}`;
  if (outcome.kind === "lowConfidence") return `an editor would not show this: ${outcome.reason}`;
  if ("reason" in outcome) return `no suggestion: ${outcome.reason}`;
  return "message" in outcome ? outcome.message : `no suggestion: ${outcome.kind}`;
}
