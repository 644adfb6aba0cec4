/**
 * The table of settings: all that is known of `turnkey.*`. Three things follow from it: reading and checking, the part of
 * `package.json` that `npm run manifest` writes, and the keys of the words in `package.nls.json`. A new setting is a new row
 * here and its words there. The rows stand in the order in which the settings are shown.
 */

import { entryOf } from "../entryOf.ts";
import {
  choice,
  count,
  countOrZero,
  globs,
  type SettingKind,
  type SettingScope,
  switched,
  switches,
  text,
} from "./settingKinds.ts";

export type Setting = SettingKind & {
  /** Under `turnkey.`; also the key of its words in `package.nls.json`: `setting.NAME`, and `setting.NAME.CHOICE`. */
  readonly name: string;
  readonly scope: SettingScope;
  /** Not taken from a workspace that is not trusted. What comes from the machine only never is. */
  readonly restricted?: true;
  /** The model is loaded anew when it changes. */
  readonly reloads?: true;
  /** Its value says something about the user's files: reports only say that it is set. */
  readonly personal?: true;
};

export type SettingsTable = Readonly<Record<string, Setting>>;

/** The one that shows most comes first. */
export const EAGERNESS = ["eager", "balanced", "quiet"] as const;

export const SETTINGS = {
  /** How likely a suggestion must be wanted to be shown. */
  eagerness: {
    name: "eagerness",
    ...choice(EAGERNESS, "balanced"),
    scope: "language-overridable",
  },
  /** Path of a GGUF file; "" is the embedded model. */
  modelPath: { name: "model.path", ...text("a path", ""), scope: "machine", reloads: true, personal: true },
  /** Where models are kept that were got; "": a folder of Turnkey's own. */
  modelFolder: { name: "model.folder", ...text("a path", ""), scope: "machine", reloads: true, personal: true },
  /** By language id; "*" is the default for those not named. */
  enable: { name: "enable", ...switches("language ids", { "*": true }), scope: "resource" },
  /** Globs of files that are never completed, beside the built-in list. */
  exclude: { name: "exclude", ...globs(), scope: "resource", restricted: true, personal: true },
  /** Whether what is taken here moves how likely a suggestion must be to be shown. */
  learnsHere: { name: "learnHere", ...switched(true), scope: "machine" },
  /** A suggestion should stand after this time. Budgets follow from it and the measured rates. */
  latencyTargetMs: { name: "latencyTarget", ...count(50, 10_000, 400), scope: "window" },
  /** Lines of a block at most. */
  maxLines: { name: "maxLines", ...count(1, 100, 12), scope: "language-overridable" },
  /** What is shown by itself within comments: what is much surer, that unless the editor's quick suggestions are off there, or nothing. */
  inComments: { name: "inComments", ...choice(["editor", "sure", "off"], "editor"), scope: "language-overridable" },
  /** The same within strings. */
  inStrings: { name: "inStrings", ...choice(["editor", "sure", "off"], "editor"), scope: "language-overridable" },
  /** What is done while the machine runs on its battery: all, a few lines are read and nothing ahead, or nothing unasked. */
  onBattery: { name: "onBattery", ...choice(["asUsual", "near", "paused"], "asUsual"), scope: "machine" },
  /** What grammars may do: refuse tokens, only judge what was written, or nothing. */
  syntaxMode: { name: "syntax.mode", ...choice(["enforce", "advise", "off"], "enforce"), scope: "window" },
  /** What is made exact again in idle time: all that is cached, the surroundings of the cursor, or nothing. */
  heal: { name: "heal", ...choice(["full", "near", "off"], "full"), scope: "window" },
  /** Whether text of other files of the workspace is read too. */
  contextMode: { name: "context.mode", ...choice(["repository", "off"], "off"), scope: "window" },
  /** Whether what stands elsewhere in the workspace has a say in what is written. */
  contextAlong: { name: "context.along", ...switched(true), scope: "window" },
  /** How the cache follows the text: edited as the text is, or evaluated again from the first change on. */
  cacheMode: { name: "cache.mode", ...choice(["edit", "prefix"], "edit"), scope: "window", reloads: true },
  /** The numbers that cached keys and values are kept as. */
  cacheType: { name: "cache.type", ...choice(["f16", "q8_0"], "f16"), scope: "window", reloads: true },
  /** Whether what was read of documents is kept on the disk for the next time they are opened. */
  cacheKept: { name: "cache.keep", ...switched(true), scope: "machine" },
  /** 0: as many as the process may really use. */
  threads: { name: "engine.threads", ...count(0, 256, 0), scope: "machine", reloads: true },
  gpu: { name: "engine.gpu", ...choice(["auto", "off"], "auto"), scope: "machine", reloads: true },
  /** Cache positions; 0: chosen from the model and the memory. */
  contextSize: { name: "engine.contextSize", ...countOrZero(512, 131_072), scope: "machine", reloads: true },
  /** Whether all windows of a user on a machine share one engine. */
  sharedEngine: { name: "engine.shared", ...switched(true), scope: "machine" },
  /** Minutes without use after which the model leaves the memory; 0: never. */
  idleUnloadMinutes: { name: "engine.idleUnload", ...count(0, 1440, 15), scope: "machine" },
  /** Address of a server that writes; "": there is none, and nothing is sent. */
  remoteUrl: { name: "remote.url", ...text("an address", ""), scope: "machine", personal: true },
  /** Who writes where a server is set: the model here, the one there, or both. */
  remoteUse: { name: "remote.use", ...choice(["both", "remote", "local"], "both"), scope: "machine" },
  /** Its protocol; found out unless it is said. */
  remoteKind: {
    name: "remote.kind",
    ...choice(["auto", "llama-server", "openai", "ollama"], "auto"),
    scope: "machine",
  },
  /** As the server names it; "": the only one, or the only one that fills in the middle. */
  remoteModel: { name: "remote.model", ...text("a model's name", ""), scope: "machine", personal: true },
  /** Family of models whose markers the prompt has; "auto": by the model's name or its vocabulary. */
  remoteLayout: { name: "remote.layout", ...text("a family of models, or auto", "auto"), scope: "machine" },
  /** Tokens of text around the cursor that are sent at most, about. */
  remoteContextTokens: { name: "remote.contextTokens", ...count(256, 32_768, 2048), scope: "machine" },
  /** Milliseconds until the first token. */
  remoteTimeoutMs: { name: "remote.timeout", ...count(200, 120_000, 5000), scope: "machine" },
} as const satisfies SettingsTable;

/** The values of a table's settings, by field. */
export type ValuesOf<Table extends SettingsTable> = { readonly [Field in keyof Table]: Table[Field]["default"] };

export interface Settings extends ValuesOf<typeof SETTINGS> {}

export type Eagerness = Settings["eagerness"];
export type CacheMode = Settings["cacheMode"];
export type CacheType = Settings["cacheType"];
export type SyntaxMode = Settings["syntaxMode"];
export type ServerUse = Settings["remoteUse"];

export const DEFAULT_SETTINGS: Settings = defaultsOf(SETTINGS);

const FIELDS = Object.keys(SETTINGS) as (keyof Settings)[];

export function defaultsOf<Table extends SettingsTable>(table: Table): ValuesOf<Table> {
  return mapTable(table, ({ default: preset }) => preset) as ValuesOf<Table>;
}

/** What is made of each row, by field. */
export function mapTable<Value>(
  table: SettingsTable,
  make: (setting: Setting, field: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(table).map(([field, setting]) => [field, make(setting, field)]));
}

/** Whether suggestions are on for a language. */
export function isEnabledFor(settings: Pick<Settings, "enable">, languageId: string): boolean {
  return entryOf(settings.enable, languageId) ?? entryOf(settings.enable, "*") ?? true;
}

/** Whether the loaded model and its cache do not serve the new settings. */
export function asksForAnotherModel(before: Settings, after: Settings): boolean {
  return changedFields(before, after).some(isReloading);
}

/** What a model is loaded with: the settings after whose change it is loaded anew. */
export function reloadingValuesOf(settings: Settings): Partial<Settings> {
  return Object.fromEntries(FIELDS.filter(isReloading).map((field) => [field, settings[field]]));
}

function isReloading(field: keyof Settings): boolean {
  return (SETTINGS[field] as Setting).reloads === true;
}

/** `name value` of what differs from the defaults, fit for a bug report. */
export function describeChanged(settings: Settings): readonly string[] {
  return changedFields(DEFAULT_SETTINGS, settings).map((field) => {
    const { name, personal }: Setting = SETTINGS[field];
    return `${name} ${personal === true ? "set" : JSON.stringify(settings[field])}`;
  });
}

/** The fields whose values differ. */
export function changedFields(before: Settings, after: Settings): readonly (keyof Settings)[] {
  return FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}
