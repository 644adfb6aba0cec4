/** What may be done with a document, from its facts and the settings of its folder and language. */

import type * as vscode from "vscode";
import { excludedBy } from "../core/excluded.ts";
import type { NoSuggestion } from "../core/outcome.ts";
import type { DocumentFacts } from "./documentFacts.ts";
import { checkDocument, checkEditorGate, type GateRules } from "./gate.ts";
import type { SettingsReader } from "./settings.ts";

export class DocumentPolicy {
  readonly #facts: DocumentFacts;
  readonly #settings: Pick<SettingsReader, "for">;

  constructor(facts: DocumentFacts, settings: Pick<SettingsReader, "for">) {
    this.#facts = facts;
    this.#settings = settings;
  }

  /** Why nothing is offered anywhere in the document; undefined when something may be. */
  whyNot(document: vscode.TextDocument): NoSuggestion | undefined {
    return checkDocument(this.#facts.of(document), this.#rulesFor(document));
  }

  /** Why a request is answered without asking the engine. */
  gate(document: vscode.TextDocument, position: vscode.Position, invoked: boolean): NoSuggestion | undefined {
    return checkEditorGate(this.#facts.at(document, position, invoked), this.#rulesFor(document));
  }

  /** Whether the engine is to know the document: also in a pause and where its language is off, for a click ends these. */
  isForEngine(document: vscode.TextDocument): boolean {
    const facts = { ...this.#facts.of(document), paused: false };
    const rules = this.#rulesFor(document);
    const settings = { ...rules.settings, enable: { "*": true } };
    return checkDocument(facts, { ...rules, settings }) === undefined;
  }

  #rulesFor(document: vscode.TextDocument): GateRules {
    const settings = this.#settings.for(document);
    return { settings, excludedBy: excludedBy(settings.exclude) };
  }
}
