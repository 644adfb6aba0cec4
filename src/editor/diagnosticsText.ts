/** Facts for a bug report. Never source text, file names or paths. */

import * as vscode from "vscode";
import { describeChanged, type Settings } from "../core/settings/settings.ts";
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
    `changed settings: ${describeChanged(facts.settings).join(", ") || "none"}`,
    `engine: ${engine.status.state}`,
    await engine.request("turnkey/diagnostics", {}).catch(() => "The engine does not run."),
  ].join("\n");
}

function list(values: Readonly<Record<string, unknown>>): string {
  return (
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ") || "none"
  );
}
