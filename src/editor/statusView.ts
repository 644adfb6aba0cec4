/** Facts about Turnkey and the document at hand → what the status bar and the status list say. */

import * as vscode from "vscode";
import type { NoSuggestion } from "../core/request/outcome.ts";
import type { CacheStatus, EngineStatus, IndexStatus, RemoteStatus } from "../protocol.ts";
import type { Blockers } from "./blockers.ts";

export interface StatusFacts {
  readonly engine: EngineStatus;
  /** Milliseconds since 1970. */
  readonly pausedUntil: number | undefined;
  /** No language is on at all. */
  readonly offEverywhere: boolean;
  /** The active document's language and why nothing is offered in it; undefined when no document is active. */
  readonly document:
    | { readonly languageId: string; readonly fileOff: boolean; readonly no: NoSuggestion | undefined }
    | undefined;
  readonly blockers: Blockers;
  /** The first suggestion stands: which key takes it? */
  readonly isFirst: boolean;
  /** A model is being got. */
  readonly getsModel: boolean;
}

export interface StatusView {
  readonly state: EngineStatus["state"] | "paused";
  /** With a codicon. */
  readonly text: string;
  /** One sentence: the state, or what is in the way. */
  readonly summary: string;
  /** What else is worth knowing, a sentence each. */
  readonly details: readonly string[];
  /** What one click does. */
  readonly command: string;
  readonly alert: "error" | "warning" | undefined;
  /** Nothing will be shown until somebody does something. */
  readonly isInTheWay: boolean;
}

export function viewStatus(facts: StatusFacts): StatusView {
  const seen = viewOff(facts) ?? viewBlocked(facts) ?? viewFirst(facts) ?? viewEngine(facts.engine);
  return { ...seen, details: [...seen.details, ...describeRivals(facts.blockers)] };
}

/** The user, or the kind of file, keeps Turnkey silent here. */
function viewOff({ pausedUntil, offEverywhere, document }: StatusFacts): StatusView | undefined {
  const { t } = vscode.l10n;
  if (pausedUntil !== undefined) {
    const time = new Date(pausedUntil).toLocaleTimeString(vscode.env.language, { hour: "2-digit", minute: "2-digit" });
    const summary = t("Turnkey is paused until {0}. Click to resume.", time);
    return { ...OFF, state: "paused", text: "$(debug-pause) Turnkey", summary, command: "turnkey.pause" };
  }
  if (offEverywhere)
    return { ...OFF, summary: t("Turnkey is switched off. Click to switch it on."), command: "turnkey.toggle" };
  if (!document?.no) return undefined;
  const { languageId, fileOff, no } = document;
  if (fileOff)
    return {
      ...OFF,
      summary: t("Turnkey is off for this file. Click to switch it on."),
      command: "turnkey.toggleFile",
    };
  switch (no.kind) {
    case "disabled": {
      const summary = t("Turnkey is off for {0}. Click to switch it on.", languageId);
      return { ...OFF, summary, command: "turnkey.toggleLanguage" };
    }
    case "excluded":
      return { ...OFF, summary: t("Turnkey never completes this file: {0}.", no.rule) };
    case "tooLarge":
      return { ...OFF, summary: t("This file is too large for Turnkey.") };
    case "unsupportedDocument":
      return { ...OFF, summary: t("Turnkey does not complete documents of this kind.") };
    default:
      return undefined;
  }
}

/** Turnkey would answer, but VS Code shows nothing. */
function viewBlocked({ engine, blockers }: StatusFacts): StatusView | undefined {
  if (!blockers.inlineSuggestOff) return undefined;
  const summary = vscode.l10n.t(
    "The editor's inline suggestions are off (editor.inlineSuggest.enabled). Click to act.",
  );
  return { ...OFF, state: engine.state, text: "$(warning) Turnkey", summary, alert: "warning" };
}

function viewFirst({ engine, isFirst }: StatusFacts): StatusView | undefined {
  if (!isFirst || (engine.state !== "ready" && engine.state !== "thinking")) return undefined;
  const { t } = vscode.l10n;
  const summary = t("Turnkey's first suggestion: Tab takes what stands grey at the cursor, Escape drops it.");
  return { ...viewEngine(engine), text: `$(key) ${t("Tab takes it")}`, summary };
}

function viewEngine(engine: EngineStatus): StatusView {
  const { t } = vscode.l10n;
  const details = describeStatus(engine);
  switch (engine.state) {
    case "off":
      return { ...PLAIN, details, summary: engine.message || t("Turnkey rests: the model is loaded when you type.") };
    case "loading": {
      const summary = engine.message || t("The model is being loaded.");
      return { ...PLAIN, details, state: "loading", text: "$(sync~spin) Turnkey", summary };
    }
    case "ready":
      return { ...PLAIN, details, state: "ready", summary: t("Turnkey is ready.") };
    case "thinking":
      return {
        ...PLAIN,
        details,
        state: "thinking",
        text: "$(loading~spin) Turnkey",
        summary: t("Turnkey is thinking."),
      };
    case "error": {
      const summary = engine.message || t("The engine has failed.");
      return { ...OFF, details, state: "error", text: "$(error) Turnkey", summary, alert: "error" };
    }
    default:
      return engine.state satisfies never;
  }
}

/** Model, rates and sizes, as far as they are known. */
export function describeStatus(status: EngineStatus): readonly string[] {
  const { t } = vscode.l10n;
  const { model, rates, threads, contextSize, cache, index, windows } = status;
  return [
    model && t("Model: {0}", model),
    rates && t("Reads {0} and writes {1} tokens per second", Math.round(rates.prefill), Math.round(rates.decode)),
    threads !== undefined && t("Threads: {0}", threads),
    contextSize !== undefined && t("Context: {0} tokens", contextSize),
    cache && describeCache(cache),
    windows !== undefined && describeSharing(windows),
    status.spared === "near" && t("On battery: only a few lines around the cursor are read"),
    status.spared === "paused" && t("On battery: nothing is suggested unless you ask"),
    index && describeIndex(index),
    status.remote && describeRemote(status.remote),
  ].filter((sentence) => typeof sentence === "string" && sentence !== "") as string[];
}

function describeCache({ immovable, rotateMs }: CacheStatus): string {
  const { t } = vscode.l10n;
  return immovable === undefined
    ? t("What stands behind a change is kept and moved, in {0} ms", Math.round(rotateMs))
    : t("What stands behind a change is read again, because {0}", immovable);
}

/** Where text goes. */
function describeRemote(status: RemoteStatus): string {
  const { host, isPrivate, state, message, model, saysLikelihoods } = status;
  const { t } = vscode.l10n;
  const open = isPrivate ? "" : ` ${t("(not encrypted)")}`;
  switch (state) {
    case "withheld":
      return t("Nothing is sent to {0}: {1}", host, message);
    case "unasked":
      return t("Text around the cursor is sent to {0}", host) + open;
    case "ready":
      return (
        t("Text around the cursor is sent to {0}; {1} writes there", host, model ?? "") +
        open +
        (saysLikelihoods === false ? ` ${t("(how likely its texts are is not said, and guessed)")}` : "")
      );
    case "failed":
      return status.isPassing === true
        ? t("The server is left alone for a while: {0}", message)
        : t("The server cannot be used: {0}", message);
    default:
      return state satisfies never;
  }
}

function describeSharing(windows: number): string {
  const { t } = vscode.l10n;
  return windows === 1
    ? t("The engine is there for all windows; this is the only one now")
    : t("One engine for {0} windows", windows);
}

function describeIndex({ files, units, bytes, isComplete }: IndexStatus): string {
  const { t } = vscode.l10n;
  const megabytes = Math.ceil(bytes / 1_000_000);
  return isComplete
    ? t("Index: {0} files in {1} units, {2} MB", files, units, megabytes)
    : t("Index: being built, {0} files in {1} units so far", files, units);
}

export function describeRivals({ rivals }: Blockers): readonly string[] {
  return rivals.map((name) =>
    vscode.l10n.t("{0} offers ghost text too; VS Code may show its suggestions instead.", name),
  );
}

const PLAIN: Omit<StatusView, "summary"> = {
  state: "off",
  text: "$(key) Turnkey",
  details: [],
  command: "turnkey.showStatus",
  alert: undefined,
  isInTheWay: false,
};

const OFF = { ...PLAIN, text: "$(circle-slash) Turnkey", isInTheWay: true };
