/** Which protocol a server speaks, and what is known of it: from its own answers. */

import { entryOf } from "../entryOf.ts";
import { toModelName } from "../models/modelAddress.ts";
import { isRecord } from "../settings/settingKinds.ts";
import {
  allMarkers,
  describeUnknownFamily,
  type FimTexts,
  familyNames,
  findFamily,
  findFamilyOfMarkers,
  findFamilyOfName,
} from "./fimTexts.ts";
import { failureOfStatus, ServerFailure } from "./serverFailure.ts";

export type ServerKind = "llama-server" | "openai" | "ollama";

/** What a person has said of a server; "" and "auto": it is asked. */
export interface ServerWishes {
  readonly kind: ServerKind | "auto";
  readonly model: string;
  readonly layout: string;
}

export interface ServerFacts {
  readonly kind: ServerKind;
  /** For people: "vLLM", "llama-swap"; "": it does not say. */
  readonly product: string;
  /** As requests name it. */
  readonly model: string;
  readonly layout: FimTexts;
  /** Tokens that a prompt and its answer may have together; undefined: it does not say. */
  readonly contextSize: number | undefined;
  /** It refused to say how likely its tokens are, and is not asked for it. */
  readonly hidesLikelihoods?: boolean;
}

/** Servers by what they say owns their models. */
const PRODUCTS: Readonly<Record<string, string>> = {
  vllm: "vLLM",
  sglang: "SGLang",
  organization_owner: "LM Studio",
  me: "llama-cpp-python",
  llamacpp: "llama-server",
  library: "Ollama",
};

export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs?: number | undefined;
}

/** The port to a server's answers that come as a whole. Rejects with `ServerFailure`. */
export type AskServer = (path: string, body?: object) => Promise<Answered>;

/** Asks a server what it is. Rejects with `ServerFailure`. */
export async function findServer(ask: AskServer, host: string, wishes: ServerWishes): Promise<ServerFacts> {
  const { kind } = wishes;
  if (kind === "llama-server" || kind === "auto") {
    const found = await findLlamaServer(ask, host, wishes);
    if (found !== undefined) return found;
    if (kind !== "auto") throw notUnderstood(host, "llama-server");
  }
  if (kind === "ollama" || kind === "auto") {
    const found = await findOllama(ask, host, wishes);
    if (found !== undefined) return found;
    if (kind !== "auto") throw notUnderstood(host, "Ollama");
  }
  return findOpenAi(ask, host, wishes);
}

async function findLlamaServer(ask: AskServer, host: string, wishes: ServerWishes): Promise<ServerFacts | undefined> {
  const props = readJson(await refused(ask("/props"), host));
  const settings = props?.default_generation_settings;
  if (!isRecord(settings) || typeof props?.model_path !== "string") return undefined;
  // What only passes requests on has no model of its own.
  if (props.model_path === "none") return undefined;
  const alias = typeof props.model_alias === "string" ? props.model_alias : "";
  const model = toModelName(props.model_path);
  const layout = await layoutOf(`${alias} ${model}`, wishes, () => markersOf(ask, host));
  const contextSize = typeof settings.n_ctx === "number" ? settings.n_ctx : undefined;
  return { kind: "llama-server", product: "llama-server", model, layout, contextSize };
}

/** Of all spellings those that the vocabulary has as one token. Undefined: the server does not tokenize. */
async function markersOf(ask: AskServer, host: string): Promise<ReadonlySet<string> | undefined> {
  const content = allMarkers().join("\n");
  const answer = readJson(await refused(ask("/tokenize", { content, parse_special: true, with_pieces: true }), host));
  if (!Array.isArray(answer?.tokens)) return undefined;
  const pieces = answer.tokens.map((token: unknown) => (isRecord(token) ? token.piece : undefined));
  return new Set(pieces.filter((piece): piece is string => typeof piece === "string"));
}

async function findOllama(ask: AskServer, host: string, wishes: ServerWishes): Promise<ServerFacts | undefined> {
  const version = readJson(await refused(ask("/api/version"), host));
  const tags = typeof version?.version === "string" ? readJson(await refused(ask("/api/tags"), host)) : undefined;
  if (!Array.isArray(tags?.models)) return undefined;
  const names = tags.models.flatMap((model: unknown) =>
    isRecord(model) && typeof model.name === "string" ? [model.name] : [],
  );
  const model = chooseModel(names, host, wishes);
  const layout = await layoutOf(model, wishes);
  return { kind: "ollama", product: `Ollama ${version!.version}`, model, layout, contextSize: undefined };
}

async function findOpenAi(ask: AskServer, host: string, wishes: ServerWishes): Promise<ServerFacts> {
  const answer = await ask("/v1/models");
  const failure = failureOfStatus(answer.status, host, answer);
  if (failure !== undefined) throw failure.kind === "notFound" ? notUnderstood(host) : failure;
  const list = readJson(answer);
  if (!Array.isArray(list?.data)) throw notUnderstood(host);
  const models = list.data.filter(isRecord).filter(({ id }) => typeof id === "string");
  const model = chooseModel(
    models.map(({ id }) => id as string),
    host,
    wishes,
  );
  const { owned_by: owner, max_model_len: most } = models.find(({ id }) => id === model) ?? {};
  const layout = await layoutOf(model, wishes);
  return {
    kind: "openai",
    product: typeof owner === "string" ? (entryOf(PRODUCTS, owner) ?? owner) : "",
    model,
    layout,
    contextSize: typeof most === "number" ? most : undefined,
  };
}

/** The one that is wished for; else the only one, or the only one that is known to fill in the middle. */
function chooseModel(names: readonly string[], host: string, { model, layout }: ServerWishes): string {
  if (model !== "") {
    const found = names.find((name) => name === model) ?? names.find((name) => name === `${model}:latest`);
    if (found !== undefined) return found;
    throw new ServerFailure("unknownModel", `${host} has no model ${model}; it has ${listed(names)}.`);
  }
  const known = names.filter((name) => findFamilyOfName(name) !== undefined);
  const [only, another] = names.length === 1 || layout !== "auto" ? names : known;
  if (only !== undefined && another === undefined) return only;
  if (names.length === 0) throw new ServerFailure("unknownModel", `${host} has no model; load one there.`);
  throw new ServerFailure(
    "unknownModel",
    `Name one of the models of ${host} in turnkey.remote.model: ${listed(names)}.`,
  );
}

async function layoutOf(
  name: string,
  { layout }: ServerWishes,
  markers?: () => Promise<ReadonlySet<string> | undefined>,
): Promise<FimTexts> {
  if (layout !== "auto") {
    const wished = findFamily(layout);
    if (wished !== undefined) return wished;
    throw new ServerFailure("unknownLayout", describeUnknownFamily(layout));
  }
  const known = await markers?.();
  const found = known === undefined ? findFamilyOfName(name) : findFamilyOfMarkers(name, known);
  if (found !== undefined) return found;
  throw new ServerFailure(
    "unknownLayout",
    `It is not known how the model ${name.trim()} fills in the middle: say its family in turnkey.remote.layout (${familyNames().join(", ")}), or use one that was trained for it.`,
  );
}

const NO_SUCH_PATH: ReadonlySet<number> = new Set([400, 404, 405, 422]);

/** What is not there says which protocol it is not; what fails otherwise says nothing of it. */
async function refused(asked: Promise<Answered>, host: string): Promise<Answered> {
  const answer = await asked;
  const failure = failureOfStatus(answer.status, host, answer);
  if (failure === undefined || NO_SUCH_PATH.has(answer.status) || failure.kind === "requestRefused") return answer;
  // llama-server still loads its model; llama-swap starts one.
  throw failure;
}

function readJson({ status, body }: Answered): Readonly<Record<string, unknown>> | undefined {
  if (status < 200 || status >= 300) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function notUnderstood(host: string, what = "llama-server, an OpenAI-compatible server or Ollama"): ServerFailure {
  return new ServerFailure(
    "notUnderstood",
    `${host} does not answer as ${what} does; check turnkey.remote.url and turnkey.remote.kind.`,
  );
}

const MOST_LISTED = 8;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(", ");
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown || "none";
}
