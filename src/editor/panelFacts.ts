/** Gathers what the panel says beside the settings: state, model, languages, files, and what is kept. */

import * as vscode from "vscode";
import type { FileRow, PanelFacts } from "../core/panel/panelMessages.ts";
import { planBudget } from "../core/prompt/budget.ts";
import type { NoSuggestion } from "../core/request/outcome.ts";
import { isEnabledFor } from "../core/settings/settings.ts";
import type { EngineStatus, ProcessFacts } from "../protocol.ts";
import type { Blockers } from "./blockers.ts";
import type { DocumentPolicy } from "./documentPolicy.ts";
import { SUPPORTED_SCHEMES } from "./editorGate.ts";
import type { OffFiles } from "./offFiles.ts";
import type { OutcomeLog } from "./outcomeLog.ts";
import { serverFactsOf } from "./panelServer.ts";
import type { SettingsReader } from "./settingsReader.ts";
import { describeRivals, type StatusView } from "./statusView.ts";
import type { StoredPart } from "./storedFiles.ts";

export interface FactsSources {
  /** `blockers`: what else keeps ghost text from being seen. */
  readonly status: () => { readonly engine: EngineStatus; readonly view: StatusView; readonly blockers: Blockers };
  readonly settings: Pick<SettingsReader, "for">;
  readonly policy: Pick<DocumentPolicy, "whyNot">;
  readonly offFiles: Pick<OffFiles, "has" | "toggle">;
  readonly outcomes: Pick<OutcomeLog, "counts">;
}

/** More would be no help in a list. */
const MAX_FILES = 100;

/** `engine` and `stored`: as they were when they were asked last. */
export function gatherFacts(
  sources: FactsSources,
  engine: ProcessFacts | undefined,
  stored: readonly StoredPart[],
): PanelFacts {
  const { view, blockers } = sources.status();
  const files = fileRows(sources);
  return {
    ...{ state: view.state, summary: view.summary, details: describeRivals(blockers), isInTheWay: view.isInTheWay },
    model: modelOf(sources),
    server: serverFactsOf(sources.status().engine.remote, sources.settings.for()),
    ...{ habit: engine?.habit, ranks: engine?.ranks },
    memory: engine?.memoryBytes,
    budget: budgetOf(sources),
    shown: shownOf(sources.outcomes.counts()),
    languages: languageRows(sources, files),
    files,
    activeUri: vscode.window.activeTextEditor?.document.uri.toString(),
    privacy: privacyOf(sources, stored),
  };
}

function modelOf({ status, settings }: FactsSources): PanelFacts["model"] {
  const { model: name, rates, contextSize, threads, cache, traits } = status().engine;
  if (name === undefined) return undefined;
  return {
    name,
    isEmbedded: settings.for().modelPath === "",
    ...{ bytes: traits?.bytes, family: traits?.family, backend: traits?.backend },
    ...{ readsPerSecond: rates?.prefill, writesPerSecond: rates?.decode, contextSize, threads },
    immovable: cache?.immovable,
  };
}

function budgetOf({ status, settings }: FactsSources): PanelFacts["budget"] {
  const { rates, contextSize, cache } = status().engine;
  if (rates === undefined || contextSize === undefined || cache === undefined) return undefined;
  const { latencyTargetMs, contextMode } = settings.for(vscode.window.activeTextEditor?.document);
  const movable = cache.mode === "edit" && cache.immovable === undefined;
  const hasContext = contextMode !== "off";
  const budget = planBudget({ rates, contextSize, latencyTargetMs, movable, hasContext });
  return { reads: budget.prefixTokens + budget.suffixTokens, writes: budget.maxGenerated };
}

/** Requests that were given up for the next key say nothing. */
function shownOf(counts: Readonly<Record<string, number>>): PanelFacts["shown"] {
  const { cancelled = 0, stale = 0, shown = 0 } = counts;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { asked: all - cancelled - stale, shown };
}

function fileRows({ policy, offFiles }: FactsSources): readonly FileRow[] {
  const documents = vscode.workspace.textDocuments.filter(({ uri }) => SUPPORTED_SCHEMES.includes(uri.scheme));
  return documents.slice(0, MAX_FILES).map((document) => ({
    uri: document.uri.toString(),
    path: vscode.workspace.asRelativePath(document.uri),
    languageId: document.languageId,
    no: whyOff(policy.whyNot(document), offFiles.has(document.uri)),
  }));
}

function whyOff(no: NoSuggestion | undefined, fileOff: boolean): FileRow["no"] {
  if (fileOff) return { kind: "fileOff", detail: "" };
  if (no === undefined) return undefined;
  switch (no.kind) {
    case "disabled":
    case "tooLarge":
    case "unsupportedDocument":
    case "paused":
      return { kind: no.kind, detail: "" };
    case "excluded":
      return { kind: no.kind, detail: no.rule };
    default:
      return { kind: "other", detail: "reason" in no ? no.reason : no.kind };
  }
}

/** Those of the open files, those that are named in the setting, and all others. */
function languageRows({ settings }: FactsSources, files: readonly FileRow[]): PanelFacts["languages"] {
  const inForce = settings.for(vscode.window.activeTextEditor?.document);
  const open = files.map(({ languageId }) => languageId);
  const named = [...new Set([...open, ...Object.keys(inForce.enable)])].filter((id) => id !== "*").sort();
  return [...named, "*"].map((languageId) => ({
    languageId,
    on: isEnabledFor(inForce, languageId),
    files: open.filter((id) => id === languageId).length,
  }));
}

function privacyOf({ status, settings }: FactsSources, stored: readonly StoredPart[]): PanelFacts["privacy"] {
  const { index } = status().engine;
  const { exclude, contextMode, contextAlong } = settings.for(vscode.window.activeTextEditor?.document);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const noIndex = ((): PanelFacts["privacy"]["noIndex"] => {
    if (contextMode === "off" && !contextAlong) return "off";
    if (folders.length === 0) return "noFolder";
    if (!vscode.workspace.isTrusted) return "untrusted";
    return contextMode === "off" ? "along" : "notYet";
  })();
  return { indexed: index, noIndex: index ? undefined : noIndex, globs: [...exclude], stored: [...stored] };
}
