/** Facts for a bug report. Never source text, file names or paths. */

import * as vscode from "vscode";
import { DEFAULT_SETTINGS, SETTING_NAMES, type Settings } from "../core/settings.ts";
import type { Blockers } from "./blockers.ts";
import type { EngineProcess } from "./engineProcess.ts";
import type { HostTimeSummary } from "./hostTime.ts";

export interface DiagnosticFacts {
  readonly version: string;
  readonly engine: Pick<EngineProcess, "request" | "status">;
  readonly settings: Settings;
  readonly blockers: Blockers;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly hostTime: HostTimeSummary;
  readonly activationMs: number;
}

export async function describeDiagnostics(facts: DiagnosticFacts): Promise<string> {
  const { hostTime, engine } = facts;
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  return [
    `Turnkey ${facts.version}, ${vscode.env.appName} ${vscode.version}, ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    `host: ${vscode.env.remoteName === undefined ? "local" : "remote"}, ${vscode.env.uiKind === vscode.UIKind.Web ? "browser" : "desktop"}, workspace ${vscode.workspace.isTrusted ? "trusted" : "not trusted"}`,
    `activation: ${ms(facts.activationMs)}`,
    `extension host per keystroke: p50 ${ms(hostTime.p50Ms)}, p95 ${ms(hostTime.p95Ms)}, max ${ms(hostTime.maxMs)}, ${hostTime.keystrokes} keystrokes`,
    `outcomes: ${list(facts.outcomes)}`,
    `inline suggestions: ${facts.blockers.inlineSuggestOff ? "off in the editor" : "on"}; others: ${facts.blockers.rivals.join(", ") || "none"}`,
    `changed settings: ${list(changedSettings(facts.settings))}`,
    `engine: ${engine.status.state}`,
    await engine.request("turnkey/diagnostics", {}).catch(() => "The engine does not run."),
  ].join("\n");
}

/** What differs from the defaults. Paths and globs say something about the user's files: only that they are set. */
function changedSettings(settings: Settings): Record<string, unknown> {
  const fields = Object.keys(SETTING_NAMES) as (keyof Settings)[];
  const changed = fields.filter((field) => JSON.stringify(settings[field]) !== JSON.stringify(DEFAULT_SETTINGS[field]));
  const telling: readonly (keyof Settings)[] = ["modelPath", "exclude"];
  return Object.fromEntries(
    changed.map((field) => [SETTING_NAMES[field], telling.includes(field) ? "set" : JSON.stringify(settings[field])]),
  );
}

function list(values: Readonly<Record<string, unknown>>): string {
  return (
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ") || "none"
  );
}
