/** The models of this machine: the port `ModelDesk` on its disk and the network. */

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { EngineFailure } from "../core/cache/engine.ts";
import { type Catalogue, type CatalogueModel, readCatalogue } from "../core/models/catalogue.ts";
import type { FetchOutcome } from "../core/models/fetchOutcome.ts";
import { compareFits, estimateBytes, fitOf, type MachineForModels } from "../core/models/fit.ts";
import { nameOfAddress, parseAddress, toModelName } from "../core/models/modelAddress.ts";
import {
  type AddressCheck,
  EMBEDDED_NAME,
  type GetOptions,
  type ListedModel,
  type ModelDesk,
  type ModelList,
} from "../core/models/modelDesk.ts";
import { createFetch, type Fetch, type NetworkSettings } from "../network/networkAccess.ts";
import { parseChecksums } from "./checksums.ts";
import { findModels, type Home } from "./foundModels.ts";
import { readMachine } from "./machine.ts";
import { readMeasuredSpeed } from "./measuredSpeed.ts";
import { fetchModel, type ModelSource } from "./modelFetch.ts";
import { findStored, listStored, removeStored, type StoredModel } from "./modelFolder.ts";
import { askForModel, findHub } from "./modelRemote.ts";
import { EMBEDDED_MODEL_FILE, findEmbeddedModel } from "./models.ts";

export interface LocalModelsOptions {
  /** The folder that has `models/` in it. */
  readonly packageRoot: string;
  /** Where models are kept; undefined: nowhere. */
  readonly folder: string | undefined;
  readonly storageFolder: string | undefined;
  readonly fetch: Fetch;
  readonly hub: string;
  /** Where other programs keep theirs. */
  readonly home: Home;
  /** In place of the list's own, for tests and mirrors. */
  readonly embeddedAddress?: string | undefined;
}

/** Addresses that are tried at one time. */
const CHECKED_AT_ONCE = 4;
const CHECK_MAX_MS = 15_000;

export class LocalModels implements ModelDesk {
  readonly #options: LocalModelsOptions;

  constructor(options: LocalModelsOptions) {
    this.#options = options;
  }

  async list(): Promise<ModelList> {
    const { folder, storageFolder, home, packageRoot } = this.#options;
    const { models } = await this.#catalogue();
    const machine = await readMachineForModels(storageFolder);
    const stored = folder === undefined ? [] : await listStored(folder);
    const embeddedName = toModelName(EMBEDDED_MODEL_FILE);
    const own = stored.filter(({ name }) => name !== embeddedName);
    const offered = models.filter(({ name }) => !own.some((model) => model.name === name));
    return {
      folder,
      embedded: (await findEmbeddedModel(packageRoot, folder)) !== undefined,
      stored: sorted(own.map((model) => listStoredModel(model, models, machine))),
      found: (await findModels(home)).map(({ path, title, program, bytes }) => ({
        ...{ name: path, title, path, bytes, remarks: [program] },
        fit: fitOf({ bytes, activeShare: 1 }, machine),
      })),
      offered: sorted(offered.map((model) => listOffered(model, machine))),
    };
  }

  async get(wanted: string, { signal, onProgress }: GetOptions = {}): Promise<FetchOutcome> {
    const { folder, fetch, hub, packageRoot } = this.#options;
    if (wanted === EMBEDDED_NAME) {
      const path = await findEmbeddedModel(packageRoot, folder);
      if (path !== undefined) return { kind: "present", path };
    }
    const source = await this.#sourceOf(wanted);
    if (source === undefined)
      return {
        kind: "unknownName",
        message: `${JSON.stringify(wanted)} is neither a model of the list (turnkey models) nor an address (hf:user/repository:tag, https://…/name.gguf).`,
      };
    if (folder === undefined)
      return {
        kind: "notWritable",
        message: "There is no place for models on this machine. Name one in turnkey.model.folder.",
      };
    return await fetchModel(source, { folder, fetch, hub, signal, ...(onProgress && { onProgress }) });
  }

  async remove(name: string): Promise<number | undefined> {
    const { folder } = this.#options;
    const address = parseAddress(name);
    const stored = name === EMBEDDED_NAME ? toModelName(EMBEDDED_MODEL_FILE) : address ? nameOfAddress(address) : name;
    if (folder === undefined || /[/\\]/.test(stored)) return undefined;
    return await removeStored(folder, stored);
  }

  async check(onCheck: (check: AddressCheck) => void, signal?: AbortSignal): Promise<void> {
    const { models } = await this.#catalogue();
    const all = [
      { name: EMBEDDED_NAME, address: await this.#embeddedAddress(), activeShare: 1 },
      ...models.map((model) => ({ name: model.name, address: model.addressText, activeShare: activeShareOf(model) })),
    ];
    const machine = await readMachineForModels(this.#options.storageFolder);
    const workers = Array.from({ length: CHECKED_AT_ONCE }, async () => {
      for (let next = all.shift(); next !== undefined && !signal?.aborted; next = all.shift()) {
        const check = await this.#checkOne(next, signal);
        const { bytes } = check;
        const fit = bytes > 0 ? fitOf({ bytes, activeShare: next.activeShare }, machine) : undefined;
        if (!signal?.aborted) onCheck({ ...check, fit });
      }
    });
    await Promise.all(workers);
  }

  async #checkOne(
    { name, address }: Pick<AddressCheck, "name" | "address">,
    signal: AbortSignal | undefined,
  ): Promise<Omit<AddressCheck, "fit">> {
    const { fetch, hub } = this.#options;
    const remote = await askForModel(parseAddress(address)!, { fetch, hub, signal, maxMs: CHECK_MAX_MS });
    if (remote.kind !== "remote") return { name, address, problem: remote.message, bytes: 0, hasChecksum: false };
    const { files } = remote;
    return {
      ...{ name, address, problem: undefined },
      bytes: files.every(({ size }) => size > 0) ? files.reduce((sum, { size }) => sum + size, 0) : 0,
      hasChecksum: name === EMBEDDED_NAME || files.every(({ sha256 }) => sha256 !== undefined),
    };
  }

  async #sourceOf(wanted: string): Promise<ModelSource | undefined> {
    if (wanted === EMBEDDED_NAME) {
      const list = await readFile(join(this.#options.packageRoot, "models", "SHA256SUMS"), "utf8");
      const address = parseAddress(await this.#embeddedAddress())!;
      return { name: toModelName(EMBEDDED_MODEL_FILE), address, checksums: parseChecksums(list) };
    }
    const { models } = await this.#catalogue();
    const known = models.find(({ name, addressText }) => name === wanted || addressText === wanted);
    if (known !== undefined) return { name: known.name, address: known.address };
    const address = parseAddress(wanted);
    return address && { name: nameOfAddress(address), address };
  }

  async #embeddedAddress(): Promise<string> {
    return this.#options.embeddedAddress ?? (await this.#catalogue()).embedded;
  }

  async #catalogue(): Promise<Catalogue> {
    return await loadCatalogue(this.#options.packageRoot);
  }
}

/** The desk of this machine, as the settings and the environment say. */
export function createLocalModels({
  network,
  ...places
}: Pick<LocalModelsOptions, "packageRoot" | "folder" | "storageFolder"> & {
  readonly network: NetworkSettings;
}): ModelDesk {
  const { env: environment, platform } = process;
  return new LocalModels({
    ...places,
    fetch: createFetch(network),
    hub: findHub(),
    home: { folder: homedir(), environment, platform },
    embeddedAddress: environment.TURNKEY_EMBEDDED_ADDRESS,
  });
}

async function loadCatalogue(packageRoot: string): Promise<Catalogue> {
  const path = join(packageRoot, "models", "catalogue.json");
  const text = await readFile(path, "utf8").catch(() => "");
  const reading = readCatalogue(text);
  if (reading.kind === "good") return reading.catalogue;
  throw new EngineFailure(`The list of models ${path} is damaged: ${reading.problems[0]}. Reinstall Turnkey.`);
}

function listStoredModel(
  { name, path, size }: StoredModel,
  models: readonly CatalogueModel[],
  machine: MachineForModels,
): ListedModel {
  const known = models.find((model) => model.name === name);
  return {
    ...{ name, path, bytes: size, title: known?.title ?? name },
    fit: fitOf({ bytes: size, activeShare: known === undefined ? 1 : activeShareOf(known) }, machine),
    remarks: known === undefined ? [] : remarksOf(known),
  };
}

function listOffered(model: CatalogueModel, machine: MachineForModels): ListedModel {
  const { name, title, parameters, address, addressText } = model;
  const bytes = estimateBytes(parameters, address.kind === "hub" ? address.tag : addressText);
  const fit = fitOf({ bytes, activeShare: activeShareOf(model) }, machine);
  return { name, title, path: undefined, bytes, fit, remarks: remarksOf(model) };
}

function activeShareOf({ activeParameters, parameters }: CatalogueModel): number {
  return activeParameters / parameters;
}

async function readMachineForModels(storageFolder: string | undefined): Promise<MachineForModels> {
  return { freeMemory: readMachine().freeMemory, measured: await readMeasuredSpeed(storageFolder) };
}

const TERMS = { free: "", restricted: ", some uses excluded", nonCommercial: ", not for commercial use" } as const;

function remarksOf({ licence, cost }: CatalogueModel): readonly string[] {
  return [`${licence.name}${TERMS[licence.terms]}`, ...(cost === undefined ? [] : [cost])];
}

function sorted(models: readonly ListedModel[]): readonly ListedModel[] {
  return [...models].sort(compareFits);
}

/**
 * What `--model TEXT` means as `turnkey.model.path` would say it: a file, or the name of a model that was got. Throws
 * `EngineFailure` for one of the list that was not.
 */
export async function findModelFile(
  text: string,
  { packageRoot, folder }: Pick<LocalModelsOptions, "packageRoot" | "folder">,
): Promise<string> {
  if (text === EMBEDDED_NAME) return "";
  const address = parseAddress(text);
  if (address === undefined && /[/\\]|\.gguf$/i.test(text)) return text;
  const { models } = await loadCatalogue(packageRoot);
  const known = models.find(({ name, addressText }) => name === text || addressText === text);
  const name = known?.name ?? (address === undefined ? text : nameOfAddress(address));
  const stored = folder === undefined ? undefined : await findStored(folder, name);
  if (stored !== undefined) return stored.path;
  if (known === undefined && address === undefined) return text;
  throw new EngineFailure(`${text} is not on this machine yet. Get it with: turnkey models get ${text}`);
}
