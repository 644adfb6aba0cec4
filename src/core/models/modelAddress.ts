/** Where a model can be had: on the hub by its repository, or at any address of a file. */

export type ModelAddress =
  /** The hub says which file it is; `tag` is the quantization, "latest" where none is named. */
  | { readonly kind: "hub"; readonly user: string; readonly repository: string; readonly tag: string }
  | {
      readonly kind: "hubFile";
      readonly user: string;
      readonly repository: string;
      readonly file: string;
      readonly branch: string;
    }
  | { readonly kind: "url"; readonly url: string };

const HUB = /^(?:hf:(?:\/\/)?|huggingface:(?:\/\/)?|(?:https:\/\/)?(?:www\.)?(?:hf\.co|huggingface\.co)\/)/i;
const WORD = /^[\w.-]+$/;

/**
 * `hf:user/repository[:tag]`, `hf:user/repository/file[#branch]`, a page of the hub, or an http address of a `.gguf` file.
 * Undefined: none of these.
 */
export function parseAddress(text: string): ModelAddress | undefined {
  const trimmed = text.trim();
  const start = HUB.exec(trimmed)?.[0];
  if (start !== undefined) return parseHub(trimmed.slice(start.length));
  return /^https?:\/\/[^/\s]+\/\S+$/i.test(trimmed) ? { kind: "url", url: trimmed } : undefined;
}

function parseHub(rest: string): ModelAddress | undefined {
  const [path = "", branch = "main"] = rest.split("?", 1)[0]!.split("#");
  const [user = "", named = "", ...folders] = path.split("/").filter((part) => part !== "");
  const [repository = "", ...tags] = named.split(":");
  const tag = tags.join(":");
  if (!WORD.test(user) || !WORD.test(repository) || /^\.+$/.test(user) || /^\.+$/.test(repository)) return undefined;
  if (folders.length === 0)
    return tag === "" || WORD.test(tag) ? { kind: "hub", user, repository, tag: tag || "latest" } : undefined;
  // An address as the browser shows it names the branch in the middle.
  const isPage = ["blob", "resolve"].includes(folders[0]!) && folders.length > 2;
  const file = (isPage ? folders.slice(2) : folders).join("/");
  if (tag !== "" || !isModelFile(file)) return undefined;
  return { kind: "hubFile", user, repository, file, branch: isPage ? folders[1]! : branch || "main" };
}

function isModelFile(path: string): boolean {
  return /\.gguf$/i.test(path) && path.split("/").every((part) => !/^\.+$/.test(part));
}

/**
 * A name for the model of an address, fit for a file on any system: at most 120 characters, letters, digits, ".", "-" and
 * "_" only. Different addresses on the hub have different names.
 */
export function nameOfAddress(address: ModelAddress): string {
  switch (address.kind) {
    case "hub": {
      const tag = address.tag === "latest" ? "" : `_${address.tag}`;
      return toName(`${address.user}_${address.repository}${tag}`);
    }
    case "hubFile": {
      const branch = address.branch === "main" ? "" : `_${address.branch}`;
      return toName(`${address.user}_${address.repository}${branch}_${address.file}`);
    }
    case "url":
      return toName(/\/([^/?#]+)\/*(?:[?#].*)?$/.exec(address.url)?.[1] ?? "model");
    default:
      return address satisfies never;
  }
}

/** "…/turnkey-embedded-0.5b-00001-of-00003.gguf" → "turnkey-embedded-0.5b". */
export function toModelName(path: string): string {
  return withoutEnding(path.split(/[/\\]/).at(-1)!);
}

function withoutEnding(file: string): string {
  return file.replace(/\.gguf$/i, "").replace(/-\d{5}-of-\d{5}$/, "");
}

function toName(text: string): string {
  const name = withoutEnding(text)
    .replace(/[^\w.-]+/g, "_")
    .replace(/^[._-]+/, "")
    .slice(-120);
  // Windows has devices by these names.
  return name === "" || /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(name) ? `model_${name}` : name;
}
