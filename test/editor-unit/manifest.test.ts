/** The manifest agrees with the code: settings both ways, commands, and every word in its place. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkSettings } from "../../src/core/settings/checkSettings.ts";
import { SETTINGS } from "../../src/core/settings/settings.ts";
import { isMarked } from "../manifest/settingsPart.ts";
import { readSources, walk } from "../sourceTree.ts";

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly scope: string;
  readonly ignoreSync?: boolean;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly order?: number;
  readonly markdownDescription?: string;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(ROOT + path, "utf8");
const manifest = JSON.parse(read("package.json"));
const properties: Readonly<Record<string, Property>> = manifest.contributes.configuration.properties;
const words: Readonly<Record<string, string>> = JSON.parse(read("package.nls.json"));

describe("settings", () => {
  // test/manifest says that the manifest is the one that follows from the table of settings.
  test.each(Object.values(SETTINGS))("$name: accepted here as there", ({ name }) => {
    const property = properties[`turnkey.${name}`]!;
    const accepts = (value: unknown): boolean => checkSettings({ [name]: value }).complaints.length === 0;
    expect(accepts(property.default)).toBe(true);
    for (const { value, isRight } of examples(property)) {
      // 0 is "chosen by itself" where what may be chosen begins higher; a manifest cannot say that.
      if (name === "engine.contextSize" && value === 1) continue;
      expect(accepts(value), `${name}: ${JSON.stringify(value)}`).toBe(isRight);
    }
  });

  /** Also what is left on the machine's disk, and what its battery decides. */
  const OF_MACHINE = /^turnkey\.(model\.|engine\.|remote\.|cache\.keep$|onBattery$|learnHere$)/;

  test("what could attack comes from this machine only, and does not travel", () => {
    const machine = Object.keys(properties).filter((name) => properties[name]!.scope === "machine");
    expect(machine.sort()).toEqual(
      Object.keys(properties)
        .filter((name) => OF_MACHINE.test(name))
        .sort(),
    );
    expect(machine.filter((name) => properties[name]!.ignoreSync !== true)).toEqual([]);
    // A folder that is not trusted must not say which of its files are looked at, nor make the editor match its globs.
    const restricted = [...machine, "turnkey.exclude"].sort();
    expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(restricted);
  });
});

/** Values at the edges of what a property allows, and beyond. */
function examples(property: Property): readonly { readonly value: unknown; readonly isRight: boolean }[] {
  const right = (value: unknown) => ({ value, isRight: true });
  const wrong = (value: unknown) => ({ value, isRight: false });
  switch (property.type) {
    case "string":
      return property.enum
        ? [...property.enum.map(right), wrong("neither"), wrong(1), wrong(null)]
        : [right(""), right("any"), wrong(1), wrong(null), wrong(["a"])];
    case "integer": {
      const { minimum, maximum } = property;
      const inside = [right(minimum), right(minimum! + 1), right(maximum), right(maximum! - 1)];
      return [...inside, wrong(minimum! - 1), wrong(maximum! + 1), wrong(minimum! + 0.5), wrong("1"), wrong(null)];
    }
    case "boolean":
      return [right(true), right(false), wrong("true"), wrong(1), wrong(null)];
    case "array":
      return [right([]), right(["*.ts"]), wrong([1]), wrong("*.ts"), wrong(null), wrong({})];
    case "object":
      return [right({}), right({ a: true }), wrong({ a: 1 }), wrong([]), wrong(null)];
    default:
      throw new Error(`no examples for ${property.type}`);
  }
}

describe("words", () => {
  const keys = [...read("package.json").matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]!);

  test("each %key% of the manifest has words, and all words are used", () => {
    expect([...new Set(keys)].sort()).toEqual(Object.keys(words).sort());
    expect(Object.values(words).filter((text) => text.trim() === "")).toEqual([]);
  });

  test("what people see in the manifest is in package.nls.json", () => {
    const seen = Object.values(properties).flatMap((property) => [
      property.description ?? property.markdownDescription,
      ...(property.enumDescriptions ?? []),
    ]);
    const titles = (manifest.contributes.commands as { readonly title: string }[]).map(({ title }) => title);
    expect([...seen, ...titles].filter((text) => !/^%.+%$/.test(text ?? ""))).toEqual([]);
    for (const property of Object.values(properties))
      expect(property.enumDescriptions?.length).toBe(property.enum?.length);
  });

  const bundle: Readonly<Record<string, string>> = JSON.parse(read("l10n/bundle.l10n.json"));
  const sources = ["src/editor", "src/panel", "src/extension.ts"].flatMap((place) => [...readSources(place)]);

  test("each sentence of the code is in the bundle, and nothing else", () => {
    const said = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bt\(\s*"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!),
    );
    expect(Object.keys(bundle).sort()).toEqual([...new Set(said)].sort());
    expect(Object.entries(bundle).filter(([key, text]) => key !== text)).toEqual([]);
  });

  test("nothing is shown that could not be translated", () => {
    const bare: string[] = [];
    const shows = /^(show(Information|Warning|Error)Message|setStatusBarMessage|say)$/;
    for (const source of sources)
      walk(source, (node) => {
        if (node.type !== "CallExpression") return;
        const callee = node.callee as { readonly property?: { readonly name?: string }; readonly name?: string };
        if (!shows.test(callee.property?.name ?? callee.name ?? "")) return;
        for (const argument of node.arguments as { readonly type: string; readonly value?: unknown }[])
          if (argument.type === "TemplateLiteral" || (argument.type === "Literal" && / /.test(String(argument.value))))
            bare.push(`${source.path}: ${source.text.slice(node.start, node.end)}`);
      });
    expect(bare).toEqual([]);
  });

  test("sentences and their placeholders fit", () => {
    for (const text of Object.keys(bundle)) {
      const places = [...text.matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1])).sort();
      expect(places, text).toEqual(places.map((_, index) => index));
    }
  });
});

describe("the walkthrough", () => {
  const steps = manifest.contributes.walkthroughs[0].steps as readonly {
    readonly id: string;
    readonly description: string;
    readonly media: { readonly svg: string };
  }[];

  test.each(steps)("$id: its picture is there, and it does what can be done", ({ description, media }) => {
    expect(read(media.svg)).toContain("<title>");
    const text = words[description.slice(1, -1)] ?? "";
    for (const [, command] of text.matchAll(/\(command:([\w.]+)/g))
      expect(
        command!.startsWith("workbench.") ||
          manifest.contributes.commands.some((known: { readonly command: string }) => known.command === command),
        command,
      ).toBe(true);
    for (const [, setting] of text.matchAll(/%22(turnkey[\w.]+)%22/g)) expect(properties).toHaveProperty([setting!]);
  });

  test("has words for all that it names", () => {
    const named = JSON.stringify(manifest.contributes.walkthroughs).match(/%[\w.]+%/g) ?? [];
    expect(named.filter((key) => words[key.slice(1, -1)] === undefined)).toEqual([]);
    expect(named).toHaveLength(2 + 3 * steps.length);
  });
});

describe("how settings are shown", () => {
  const wordsOf = (key: string | undefined): string => words[(key ?? "").slice(1, -1)] ?? "";

  test("marks of Markdown stand only where they are rendered", () => {
    for (const [name, property] of Object.entries(properties)) {
      expect(isMarked(wordsOf(property.description)), name).toBe(false);
      if (property.markdownDescription !== undefined)
        expect(isMarked(wordsOf(property.markdownDescription)), name).toBe(true);
      for (const key of property.enumDescriptions ?? []) expect(isMarked(wordsOf(key)), `${name} ${key}`).toBe(false);
    }
    expect(
      [
        wordsOf(manifest.capabilities.untrustedWorkspaces.description),
        wordsOf(manifest.capabilities.virtualWorkspaces.description),
      ].filter(isMarked),
    ).toEqual([]);
  });

  test("they stand in an order: eagerness, model and languages first", () => {
    const ordered = Object.entries(properties).sort(([, a], [, b]) => a.order! - b.order!);
    expect(ordered.slice(0, 4).map(([name]) => name)).toEqual([
      "turnkey.eagerness",
      "turnkey.model.path",
      "turnkey.model.folder",
      "turnkey.enable",
    ]);
    expect(ordered.map(([, { order }]) => order)).toEqual(ordered.map((_, index) => index + 1));
  });
});

describe("commands", () => {
  test("no key is bound by default", () => expect(manifest.contributes.keybindings).toBeUndefined());

  test("all are in one category and have an icon of VS Code's", () => {
    for (const { command, category, icon } of manifest.contributes.commands) {
      expect(command).toMatch(/^turnkey\.[a-zA-Z]+$/);
      expect(category).toBe("Turnkey");
      expect(icon).toMatch(/^\$\([a-z-]+\)$/);
    }
  });

  test("translations beside the words have the same keys", () => {
    const others = readdirSync(ROOT).filter((name) => /^package\.nls\..+\.json$/.test(name));
    for (const name of others) expect(Object.keys(JSON.parse(read(name))).sort()).toEqual(Object.keys(words).sort());
  });
});
