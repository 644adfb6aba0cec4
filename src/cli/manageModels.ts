/** `turnkey models`: which there are, and how others are got, deleted and tried. */

import { describeBytes, describeProgress, type FetchProgress } from "../core/models/fetchOutcome.ts";
import { describeFit } from "../core/models/fit.ts";
import { type AddressCheck, EMBEDDED_NAME, type ListedModel, type ModelList } from "../core/models/modelDesk.ts";
import type { Host } from "./host.ts";

export const MODEL_ACTIONS = ["list", "get", "remove", "check"] as const;

export type ModelsCommand =
  | { readonly kind: "models"; readonly action: "list" | "check"; readonly json: boolean }
  | { readonly kind: "models"; readonly action: "get" | "remove"; readonly name: string; readonly json: boolean };

/** Between two lines of progress. */
const NOTE_EVERY_MS = 2_000;

/** False when it failed; why is said on stderr. */
export async function manageModels(command: ModelsCommand, host: Host): Promise<boolean> {
  switch (command.action) {
    case "list": {
      const list = await host.models.list();
      host.write(command.json ? `${JSON.stringify(list)}\n` : describeList(list));
      return true;
    }
    case "get":
      return await getModel(command.name, command.json, host);
    case "remove":
      return await removeModel(command.name, host);
    case "check":
      return await checkAddresses(command.json, host);
    default:
      return command satisfies never;
  }
}

async function getModel(name: string, json: boolean, host: Host): Promise<boolean> {
  const notes = new ProgressNotes(host);
  const outcome = await host.models.get(name, { signal: host.signal, onProgress: (progress) => notes.tell(progress) });
  if (json) host.write(`${JSON.stringify(outcome)}\n`);
  if ("message" in outcome) {
    host.note(`turnkey: ${outcome.message}`);
    return false;
  }
  host.note(outcome.kind === "present" ? "It is here already." : "Done.");
  if (!json) host.write(`${outcome.path}\n`);
  return true;
}

/** A line now and then: a terminal that scrolls is kept as well as one that does not. */
class ProgressNotes {
  readonly #host: Host;
  #phase: FetchProgress["phase"] | undefined;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(host: Host) {
    this.#host = host;
  }

  tell(progress: FetchProgress): void {
    const now = this.#host.clock.now();
    if (progress.phase === this.#phase && now - this.#saidAt < NOTE_EVERY_MS) return;
    if (progress.phase !== "fetching" && progress.phase === this.#phase) return;
    this.#phase = progress.phase;
    this.#saidAt = now;
    this.#host.note(PHASES[progress.phase](progress));
  }
}

const PHASES: Readonly<Record<FetchProgress["phase"], (progress: FetchProgress) => string>> = {
  asking: () => "Asking the server…",
  waiting: () => "Another process gets this model; waiting for it…",
  fetching: describeProgress,
  checking: () => "Checking…",
};

async function removeModel(name: string, host: Host): Promise<boolean> {
  const freed = await host.models.remove(name);
  host.note(
    freed === undefined
      ? `turnkey: there is no model ${JSON.stringify(name)} to remove; turnkey models lists them`
      : `Removed; ${describeBytes(freed)} are free again.`,
  );
  return freed !== undefined;
}

async function checkAddresses(json: boolean, host: Host): Promise<boolean> {
  let failed = 0;
  await host.models.check((check) => {
    if (check.problem !== undefined) failed += 1;
    host.write(json ? `${JSON.stringify(check)}\n` : `${describeCheck(check)}\n`);
  }, host.signal);
  if (failed > 0)
    host.note(`turnkey: ${failed} ${failed === 1 ? "address does" : "addresses do"} not answer with a model`);
  return failed === 0;
}

function describeCheck({ name, address, problem, bytes, hasChecksum, fit }: AddressCheck): string {
  if (problem !== undefined) return `${name}: ${problem} (${address})`;
  const size = bytes > 0 ? describeBytes(bytes) : "of a size that the server does not say";
  const checksum = hasChecksum ? "with a checksum" : "without a checksum";
  return [`${name}: answers, ${size}, ${checksum}`, ...(fit === undefined ? [] : [describeFit(fit)])].join("; ");
}

function describeList({ folder, embedded, stored, found, offered }: ModelList): string {
  const own = embedded ? "here" : `not here; turnkey models get ${EMBEDDED_NAME}`;
  const sections = [
    [`${EMBEDDED_NAME}: ${own}`],
    section(`In ${folder ?? "no folder"}:`, stored, ({ name }) => name),
    section("Of other programs, used by their paths:", found, ({ path, title }) => `${title}  ${path}`),
    section("To get with turnkey models get NAME:", offered, ({ name }) => name),
    ["Use one with --model NAME or --model PATH, in VS Code with Turnkey: Choose Model…"],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function section(title: string, models: readonly ListedModel[], label: (model: ListedModel) => string): string[] {
  if (models.length === 0) return [];
  const lines = models.map((model) => {
    const about = model.path === undefined ? "about " : "";
    return `  ${[label(model), about + describeBytes(model.bytes), describeFit(model.fit), ...model.remarks].join("; ")}`;
  });
  return [title, ...lines];
}
