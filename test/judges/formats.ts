/** Parsers of formats, in this process: JSON, YAML, CSS, HTML. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as cssTree from "css-tree";
import { type ParserError, parse as parseHtml } from "parse5";
import { parseAllDocuments } from "yaml";
import { type Finding, type Judge, pureJudge, RIGHT } from "./judge.ts";

export function jsonJudge(): Judge {
  return pureJudge("JSON.parse", (text) => {
    const message = complaintOf(text);
    if (message === undefined) return RIGHT;
    // It seldom says where; but what begins with something wrong is wrong.
    let right = 0;
    let wrong = text.length + 1;
    while (wrong - right > 1) {
      const middle = (right + wrong) >> 1;
      if (isDeadJson(text.slice(0, middle))) wrong = middle;
      else right = middle;
    }
    return { kind: "wrong", offset: right, isUnfinished: right === text.length, message };
  });
}

function isDeadJson(text: string): boolean {
  const complaint = complaintOf(text);
  if (complaint === undefined || /^Unexpected end|^Unterminated string/.test(complaint)) return false;
  return Number(/ at position (\d+)/.exec(complaint)?.[1] ?? 0) < text.length;
}

function complaintOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

export function yamlJudge(): Judge {
  return pureJudge(`yaml ${versionOfPackage("yaml")}`, (text) => {
    const documents = parseAllDocuments(text);
    const errors = Array.isArray(documents) ? documents.flatMap((document) => document.errors) : [];
    return firstOf(
      text,
      errors.map(({ message, pos }) => ({ offset: pos[0], message: message.split("\n")[0]! })),
    );
  });
}

export function cssJudge(): Judge {
  return pureJudge(`css-tree ${cssTree.version}`, (text) => {
    const errors: Fault[] = [];
    cssTree.parse(text, {
      onParseError: ({ offset, message }) => errors.push({ offset, message }),
      parseCustomProperty: false,
    });
    return firstOf(text, errors);
  });
}

/** Speaks of tags by themselves; that one closes another it does not mind. Without a doctype a text is still a part of a page. */
const HARMLESS: ReadonlySet<string> = new Set(["missing-doctype", "non-conforming-doctype"]);

export function htmlJudge(): Judge {
  return pureJudge(`parse5 ${versionOfPackage("parse5")}`, (text) => {
    const errors: Fault[] = [];
    const onParseError = ({ code, startOffset }: ParserError): void => {
      const isOpen = code.startsWith("eof-") || code === "open-elements-left-after-eof";
      if (!HARMLESS.has(code)) errors.push({ offset: isOpen ? text.length : startOffset, message: code });
    };
    parseHtml(text, { onParseError });
    return firstOf(text, errors);
  });
}

interface Fault {
  readonly offset: number;
  readonly message: string;
}

function firstOf(text: string, errors: readonly Fault[]): Finding {
  const first = [...errors].sort((a, b) => a.offset - b.offset)[0];
  if (first === undefined) return RIGHT;
  return { kind: "wrong", ...first, isUnfinished: first.offset >= text.trimEnd().length };
}

function versionOfPackage(name: string): string {
  const path = fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url));
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
