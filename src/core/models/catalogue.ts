/** The list of recommended models: `models/catalogue.json`, read and checked. */

import { isRecord } from "../settings/settingKinds.ts";
import { shorten } from "../shortText.ts";
import { FIM_FAMILIES } from "../tokens/fim.ts";
import { type ModelAddress, parseAddress } from "./modelAddress.ts";

export type LicenceTerms =
  /** Any use. */
  | "free"
  /** Any use but some that its text names. */
  | "restricted"
  | "nonCommercial";

export interface CatalogueModel {
  /** What it is called on the command line, and its file on the disk. */
  readonly name: string;
  readonly title: string;
  readonly address: ModelAddress;
  /** As it is written in the list. */
  readonly addressText: string;
  /** A row of the table of fill-in-the-middle layouts. */
  readonly family: string;
  /** Billions. */
  readonly parameters: number;
  /** Billions that are used for a token; fewer than `parameters` in a mixture of experts. */
  readonly activeParameters: number;
  readonly licence: { readonly name: string; readonly terms: LicenceTerms };
  /** Whether cached keys may be moved to other positions. */
  readonly keysMove: boolean;
  /** Where they may not: what that costs, as a part of a sentence. */
  readonly cost: string | undefined;
}

export interface Catalogue {
  /** Where the embedded model can be had by those who got Turnkey without it. */
  readonly embedded: string;
  readonly models: readonly CatalogueModel[];
}

export type CatalogueReading =
  | { readonly kind: "good"; readonly catalogue: Catalogue }
  /** Each names the place in the file and what must stand there. */
  | { readonly kind: "wrong"; readonly problems: readonly string[] };

const TERMS = ["free", "restricted", "nonCommercial"] as const satisfies readonly LicenceTerms[];
const FAMILIES: ReadonlySet<string> = new Set(FIM_FAMILIES.map(({ family }) => family));
const FIELDS: ReadonlySet<string> = new Set([
  ..."name title address family parameters activeParameters licence keysMove cost".split(" "),
]);

export function readCatalogue(text: string): CatalogueReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: "wrong", problems: [`it is no JSON (${shorten(String((error as Error).message), 120)})`] };
  }
  const problems: string[] = [];
  const reader = new Reader((problem) => problems.push(problem));
  const whole = reader.record("the file", value);
  const embedded = reader.address("embedded", whole.embedded).text;
  const list = Array.isArray(whole.models) ? whole.models : undefined;
  if (list === undefined) problems.push("models must be a list");
  const models = (list ?? []).map((entry, index) => readModel(reader, entry, index));
  for (const [index, { name }] of models.entries())
    if (models.findIndex((other) => other.name === name) < index) problems.push(`models[${index}].name is there twice`);
  return problems.length > 0 ? { kind: "wrong", problems } : { kind: "good", catalogue: { embedded, models } };
}

function readModel(reader: Reader, value: unknown, index: number): CatalogueModel {
  const place =
    isRecord(value) && typeof value.name === "string" ? `models[${index}] (${value.name})` : `models[${index}]`;
  const entry = reader.record(place, value);
  for (const field of Object.keys(entry)) if (!FIELDS.has(field)) reader.complain(`${place} has an unknown ${field}`);
  const at = (field: string): string => `${place}.${field}`;
  const licence = reader.record(at("licence"), entry.licence);
  const address = reader.address(at("address"), entry.address);
  const parameters = reader.positive(at("parameters"), entry.parameters);
  const active = entry.activeParameters;
  const keysMove = reader.when(
    typeof entry.keysMove === "boolean",
    at("keysMove"),
    "true or false",
    entry.keysMove === true,
  );
  if ((entry.cost === undefined) !== keysMove)
    reader.complain(`${at("cost")} must say what it costs that keys do not move, and only then`);
  return {
    name: reader.text(at("name"), entry.name, /^[a-z0-9][a-z0-9.-]*$/),
    title: reader.text(at("title"), entry.title),
    address: address.parsed,
    addressText: address.text,
    family: reader.when(
      FAMILIES.has(String(entry.family)),
      at("family"),
      `one of ${[...FAMILIES].join(", ")}`,
      String(entry.family),
    ),
    parameters,
    activeParameters: active === undefined ? parameters : reader.positive(at("activeParameters"), active, parameters),
    licence: {
      name: reader.text(at("licence.name"), licence.name),
      terms: reader.when(
        TERMS.some((terms) => terms === licence.terms),
        at("licence.terms"),
        `one of ${TERMS.join(", ")}`,
        licence.terms as LicenceTerms,
      ),
    },
    keysMove,
    cost: keysMove ? undefined : reader.text(at("cost"), entry.cost),
  };
}

/** Reads values of any kind; each that is wrong is a complaint, and something harmless takes its place. */
class Reader {
  readonly complain: (problem: string) => void;

  constructor(complain: (problem: string) => void) {
    this.complain = complain;
  }

  when<Value>(isRight: boolean, place: string, mustBe: string, value: Value): Value {
    if (!isRight) this.complain(`${place} must be ${mustBe}`);
    return value;
  }

  record(place: string, value: unknown): Readonly<Record<string, unknown>> {
    return this.when(isRecord(value), place, "an object", isRecord(value) ? value : {});
  }

  text(place: string, value: unknown, pattern = /\S/): string {
    const isRight = typeof value === "string" && pattern.test(value);
    return this.when(isRight, place, pattern.source === "\\S" ? "a text" : `like ${pattern.source}`, String(value));
  }

  positive(place: string, value: unknown, most = Number.POSITIVE_INFINITY): number {
    const isRight = typeof value === "number" && value > 0 && value <= most;
    return this.when(
      isRight,
      place,
      most < Number.POSITIVE_INFINITY ? `above 0 and at most ${most}` : "above 0",
      Number(value),
    );
  }

  address(place: string, value: unknown): { readonly text: string; readonly parsed: ModelAddress } {
    const text = typeof value === "string" ? value : "";
    const parsed = parseAddress(text);
    this.when(parsed !== undefined, place, "an address (hf:user/repository:tag, or that of a .gguf file)", text);
    return { text, parsed: parsed ?? { kind: "url", url: text } };
  }
}
