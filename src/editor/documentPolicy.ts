/** What may be done with a document, from its facts and the settings of its folder and language. */

import type * as vscode from "vscode";
import type { NoSuggestion } from "../core/request/outcome.ts";
import type { DocumentFacts } from "./documentFacts.ts";
import { checkDocument, checkEditorGate } from "./editorGate.ts";
import type { SettingsReader } from "./settingsReader.ts";

export class DocumentPolicy {
  readonly #facts: DocumentFacts;
  readonly #settings: Pick<SettingsReader, "for">;

  constructor(facts: DocumentFacts, settings: Pick<SettingsReader, "for">) {
    this.#facts = facts;
    this.#settings = settings;
  }

  /** Why nothing is offered anywhere in the document; undefined when something may be. */
  whyNot(document: vscode.TextDocument): NoSuggestion | undefined {
    const settings = this.#settings.for(document);
    return checkDocument(this.#facts.of(document, settings.exclude), settings);
  }

  /** Why a request is answered without asking the engine. */
  gate(document: vscode.TextDocument, position: vscode.Position, invoked: boolean): NoSuggestion | undefined {
    const settings = this.#settings.for(document);
    return checkEditorGate({ ...this.#facts.at(document, settings.exclude, position), invoked }, settings);
  }

  /** Whether the engine is to know the document: also in a pause and where its language is off, for a click ends these. */
  isForEngine(document: vscode.TextDocument): boolean {
    const settings = this.#settings.for(document);
    const facts = { ...this.#facts.of(document, settings.exclude), paused: false };
    return checkDocument(facts, { ...settings, enable: { "*": true } }) === undefined;
  }
}
