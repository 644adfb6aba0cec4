/** The command line's words → what is to be done. Everything wrong is a `UsageError` of one line. */

import { parseArgs } from "node:util";
import { PLANNERS } from "../core/cache/planners.ts";
import { familyNames, findFamily } from "../core/remote/fimTexts.ts";
import { parseServerAddress } from "../core/remote/serverAddress.ts";
import type { SyntaxMode } from "../core/settings/settings.ts";
import { UsageError } from "../system/usageError.ts";
import type { ContextCommand, NamedPlace } from "./findContext.ts";
import type { RemoteOptions } from "./host.ts";
import type { SyntaxCommand } from "./judgeLines.ts";
import { MODEL_ACTIONS, type ModelsCommand } from "./manageModels.ts";

export interface CompleteCommand {
  readonly kind: "complete";
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** A GGUF file; undefined: the embedded model. */
  readonly model: string | undefined;
  /** A server writes in its place. */
  readonly remote: RemoteOptions | undefined;
  readonly json: boolean;
}

export interface ReplayCommand {
  readonly kind: "replay";
  readonly file: string;
  readonly cache: keyof typeof PLANNERS;
  readonly heal: (typeof HEAL_NAMES)[number];
  /** Which text comes first in a prompt; undefined: the model family's own order. */
  readonly layout: (typeof LAYOUT_NAMES)[number] | undefined;
  readonly syntax: SyntaxMode;
  readonly model: string | undefined;
  readonly remote: RemoteOptions | undefined;
  /** Sessions at most. */
  readonly limit: number | undefined;
  /** The cache of one session is the next one's. */
  readonly keep: boolean;
  /** Says at the end where the time went. */
  readonly timing: boolean;
}

export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | CompleteCommand
  | ReplayCommand
  | SyntaxCommand
  | ContextCommand
  | ModelsCommand
  | { readonly kind: "serve"; readonly arguments: readonly string[] }
  | {
      readonly kind: "doctor";
      readonly json: boolean;
      readonly model: string | undefined;
      readonly remote: RemoteOptions | undefined;
      readonly tune: boolean;
    };

export const USAGE = `usage: turnkey COMMAND

  complete FILE:LINE:COL [--model M | --remote URL] [--json]
      one suggestion at a place; line and column count from 1
  replay FILE [--cache edit|prefix|reuse256|ignore|none] [--heal off|request|idle|full] [--layout psm|spm] [--syntax enforce|advise|off] [--model M | --remote URL] [--limit N] [--keep] [--timing]
      recorded editing sessions (JSON lines, .gz too); one JSON line per completion; --timing: where the time went, at the end
  syntax LANGUAGE
      per line {"prefix": "…"} of the input one {"verdict": "viable"|"dead"|"unproved", "ms": …}
  context ROOT FILE:LINE:COL… [--chars N] [--at FILE]
      what of the folder ROOT helps at places in it, the best first; one JSON line per place, --at: more places, one a line
  models [--json]
      which models there are here, which others could be got, and what fits this machine
  models get NAME|hf:USER/REPOSITORY:TAG|URL [--json], models remove NAME, models check [--json]
      gets one, deletes one, tries the addresses of all
  serve --stdio
      the language server
  doctor [--model M] [--tune] [--json], doctor --remote URL [--json]
      versions, model, threads, backend, rates and self-checks; --tune: tries what is fastest here, and remembers it;
      --remote: what the server is, and whether it can write

  --model M   a GGUF file, or the name of a model that was got, in place of the embedded model
  --remote URL [--remote-model NAME] [--remote-layout FAMILY]
              a server's model in place of one here: llama-server, an OpenAI-compatible one, Ollama; its key: TURNKEY_REMOTE_KEY
  --help      this text
  --version   the version

Results go to stdout, everything else to stderr. Exit code: 0 done, 1 failed, 2 wrong use.
`;

/** How the cache may follow the text. */
export const CACHE_NAMES = Object.keys(PLANNERS) as (keyof typeof PLANNERS)[];
export const HEAL_NAMES = ["off", "request", "idle", "full"] as const;
export const SYNTAX_NAMES = ["enforce", "advise", "off"] as const satisfies readonly SyntaxMode[];
export const LAYOUT_NAMES = ["psm", "spm"] as const;

/** `words` without the interpreter and the script. Throws `UsageError`. */
export function parseCommand(words: readonly string[]): Command {
  const [name, ...rest] = words;
  if (name === undefined) throw new UsageError(`no command; use one of ${Object.keys(COMMANDS).join(", ")}, or --help`);
  if (name === "--help" || name === "-h" || name === "help") return { kind: "help" };
  if (name === "--version" || name === "-v") return { kind: "version" };
  if (!Object.hasOwn(COMMANDS, name))
    throw new UsageError(`unknown command ${quote(name)}; use one of ${Object.keys(COMMANDS).join(", ")}, or --help`);
  if (rest.includes("--help") || rest.includes("-h")) return { kind: "help" };
  return COMMANDS[name as keyof typeof COMMANDS](rest);
}

const REMOTE = { remote: "string", "remote-model": "string", "remote-layout": "string" } as const;

const COMMANDS = {
  complete: (words: readonly string[]): Command => {
    const { values, positional } = parse("complete", words, { model: "string", json: "boolean", ...REMOTE });
    const place = one("complete", positional, "FILE:LINE:COL");
    return {
      kind: "complete",
      ...parsePlace(place),
      ...whoWrites(values),
      json: values.json === true,
    };
  },
  replay: (words: readonly string[]): Command => {
    const options = {
      cache: "string",
      heal: "string",
      layout: "string",
      syntax: "string",
      model: "string",
      limit: "string",
      keep: "boolean",
      timing: "boolean",
      ...REMOTE,
    } as const;
    const { values, positional } = parse("replay", words, options);
    return {
      kind: "replay",
      file: one("replay", positional, "FILE"),
      cache: choice("--cache", values.cache ?? "edit", CACHE_NAMES),
      heal: choice("--heal", values.heal ?? "request", HEAL_NAMES),
      layout: values.layout === undefined ? undefined : choice("--layout", values.layout, LAYOUT_NAMES),
      syntax: choice("--syntax", values.syntax ?? "enforce", SYNTAX_NAMES),
      ...whoWrites(values),
      limit: values.limit === undefined ? undefined : positiveNumber("--limit", values.limit),
      keep: values.keep === true,
      timing: values.timing === true,
    };
  },
  syntax: (words: readonly string[]): Command => {
    const { positional } = parse("syntax", words, {});
    return { kind: "syntax", language: one("syntax", positional, "LANGUAGE") };
  },
  context: (words: readonly string[]): Command => {
    const { values, positional } = parse("context", words, { chars: "string", at: "string" });
    const [root, ...places] = positional;
    if (root === undefined || root === "") throw new UsageError("context needs a ROOT, the folder to look in");
    if (places.length === 0 && values.at === undefined)
      throw new UsageError("context needs a FILE:LINE:COL, or --at and a file with places");
    return {
      kind: "context",
      root,
      places: places.map(parsePlace),
      at: values.at,
      chars: values.chars === undefined ? 3000 : positiveNumber("--chars", values.chars),
    };
  },
  models: (words: readonly string[]): Command => {
    const { values, positional } = parse("models", words, { json: "boolean" });
    const [action = "list", ...names] = positional;
    const json = values.json === true;
    const kind = choice("models", action, MODEL_ACTIONS);
    if (kind === "get" || kind === "remove")
      return { kind: "models", action: kind, name: one(`models ${kind}`, names, "NAME"), json };
    if (names.length > 0) throw new UsageError(`models ${kind} takes no ${quote(names[0]!)}`);
    return { kind: "models", action: kind, json };
  },
  serve: (words: readonly string[]): Command => {
    const { values, positional } = parse("serve", words, { stdio: "boolean" });
    if (positional.length > 0)
      throw new UsageError(`serve takes no ${quote(positional[0]!)}; use turnkey serve --stdio`);
    if (values.stdio !== true) throw new UsageError("serve needs --stdio: turnkey serve --stdio");
    return { kind: "serve", arguments: words };
  },
  doctor: (words: readonly string[]): Command => {
    const options = { json: "boolean", model: "string", tune: "boolean", ...REMOTE } as const;
    const { values, positional } = parse("doctor", words, options);
    if (positional.length > 0)
      throw new UsageError(`doctor takes no ${quote(positional[0]!)}; use turnkey doctor [--tune] [--json]`);
    const [json, tune] = [values.json === true, values.tune === true];
    const writer = whoWrites(values);
    if (tune && writer.remote !== undefined)
      throw new UsageError("--tune fits a model here; it does not go with --remote");
    return { kind: "doctor", json, ...writer, tune };
  },
};

type Types = Readonly<Record<string, "string" | "boolean">>;
type Values<Options extends Types> = { [Name in keyof Options]?: Options[Name] extends "string" ? string : boolean };

function parse<Options extends Types>(
  command: string,
  words: readonly string[],
  types: Options,
): { values: Values<Options>; positional: readonly string[] } {
  const options = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]));
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    return { values: values as Values<Options>, positional: positionals };
  } catch (error) {
    const names = Object.keys(types).map((name) => `--${name}`);
    const reason = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/)[0]!;
    throw new UsageError(`${command}: ${reason}; it takes ${names.join(", ")}`);
  }
}

function one(command: string, positional: readonly string[], what: string): string {
  if (positional.length === 1 && positional[0] !== "") return positional[0]!;
  throw new UsageError(
    `${command} needs one ${what}, but got ${positional.length === 0 ? "none" : positional.map(quote).join(" ")}`,
  );
}

/** "src/a.ts:12:5" → its parts; a drive letter's colon stays with the path. */
export function parsePlace(place: string): NamedPlace {
  const match = /^(.+):(\d+):(\d+)$/s.exec(place);
  if (match === null)
    throw new UsageError(`${quote(place)} is no place; write FILE:LINE:COL, for example src/main.ts:12:5`);
  const [line, column] = [Number(match[2]), Number(match[3])];
  if (line < 1 || column < 1) throw new UsageError(`${quote(place)}: line and column count from 1`);
  return { path: match[1]!, line, column };
}

function choice<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new UsageError(`${option} is ${quote(value)}, but must be one of ${names.join(", ")}`);
  return found;
}

function positiveNumber(option: string, value: string): number {
  if (!/^[1-9]\d{0,14}$/.test(value))
    throw new UsageError(`${option} is ${quote(value)}, but must be a whole number ≥ 1`);
  return Number(value);
}

function whoWrites(values: Values<typeof REMOTE> & { model?: string }): Pick<CompleteCommand, "model" | "remote"> {
  const { remote, "remote-model": name, "remote-layout": layout } = values;
  const model = nonEmpty("--model", values.model);
  if (remote === undefined) {
    if (name !== undefined || layout !== undefined)
      throw new UsageError("--remote-model and --remote-layout need --remote URL");
    return { model, remote: undefined };
  }
  if (model !== undefined) throw new UsageError("--model names a model here; it does not go with --remote");
  if (parseServerAddress(remote) === undefined)
    throw new UsageError(
      `--remote is ${quote(remote)}, but must be an address: host:port, or one with http:// or https://`,
    );
  if (layout !== undefined && layout !== "auto" && findFamily(layout) === undefined)
    throw new UsageError(`--remote-layout is ${quote(layout)}, but must be auto or one of ${familyNames().join(", ")}`);
  return { model, remote: { url: remote, model: name ?? "", layout: layout ?? "auto" } };
}

function nonEmpty(option: string, value: string | undefined): string | undefined {
  if (value === "") throw new UsageError(`${option} is empty, but must name a GGUF file or a model`);
  return value;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
