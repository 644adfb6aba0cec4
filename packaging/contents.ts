/** What goes into a package, and for which machines there are packages. What is not named here is not in it. */

export interface Target {
  /** The package with node-llama-cpp's native binaries. */
  readonly binary: string;
  /** With those for graphics cards that speak Vulkan; left out where there are none. */
  readonly vulkan?: string;
  readonly os: string;
  readonly cpu: string;
}

/** By VS Code's names of machines. */
export const TARGETS: Readonly<Record<string, Target>> = {
  "linux-x64": {
    binary: "@node-llama-cpp/linux-x64",
    vulkan: "@node-llama-cpp/linux-x64-vulkan",
    os: "linux",
    cpu: "x64",
  },
  "linux-arm64": { binary: "@node-llama-cpp/linux-arm64", os: "linux", cpu: "arm64" },
  "darwin-x64": { binary: "@node-llama-cpp/mac-x64", os: "darwin", cpu: "x64" },
  "darwin-arm64": { binary: "@node-llama-cpp/mac-arm64-metal", os: "darwin", cpu: "arm64" },
  "win32-x64": {
    binary: "@node-llama-cpp/win-x64",
    vulkan: "@node-llama-cpp/win-x64-vulkan",
    os: "win32",
    cpu: "x64",
  },
  "win32-arm64": { binary: "@node-llama-cpp/win-arm64", os: "win32", cpu: "arm64" },
};

/**
 * What a package has beside what all have. `vulkan`: the binaries for graphics cards. They are for few, and with the model they
 * would exceed what galleries take, so that they come in a package of their own that gets its model at a click. CUDA's would
 * be 540 MB; Vulkan serves the same cards.
 */
export const KINDS = {
  full: { model: true, vulkan: false },
  slim: { model: false, vulkan: false },
  vulkan: { model: false, vulkan: true },
} as const;
export type Kind = keyof typeof KINDS;

/** The one package that is not bundled: it finds its binaries beside itself. */
export const ENGINE_PACKAGE = "node-llama-cpp";

/** Files of ours, as paths in the project: whole names, or folders with what their files end with. */
export const OWN_FILES: readonly (string | { readonly folder: string; readonly endings: readonly string[] })[] = [
  "package.nls.json",
  "LICENSE",
  "README.md",
  "CHANGELOG.md",
  "media/icon.png",
  "media/view.svg",
  "dist/extension.cjs",
  "dist/panel.js",
  "dist/panel.css",
  "dist/server.cjs",
  "dist/modelTrial.cjs",
  "dist/models.cjs",
  "models/catalogue.json",
  "dist/syntaxWorker.cjs",
  "dist/repoWorker.cjs",
  "grammars/languages.json",
  { folder: "grammars", endings: [".wasm"] },
  { folder: "media/walkthrough", endings: [".svg"] },
  { folder: "l10n", endings: [".json"] },
  { folder: "models", endings: [".gguf", "LICENSE", "NOTICE", "README.md", "SHA256SUMS"] },
];

/** Without it a package gets its model when the user says so. */
export function isModel(path: string): boolean {
  return path.endsWith(".gguf");
}

/** Of modules from elsewhere: what runs, and what must go along with it. */
const MODULE_FILE =
  /(?:\.(?:js|cjs|mjs|json|node|so|dll|dylib|metal|exe|gbnf|txt)|\.so\.[\d.]+)$|(?:^|\/)(?:licen[cs]e|copying|notice)[^/]*$/i;

/** Of the engine's package: no sources of llama.cpp (35 MB), no templates of projects. */
const ENGINE_FILE = /^(?:package\.json|LICENSE|(?:dist|bins)\/.*|llama\/(?:[^/]+\.json|grammars\/.*))$/;

/** Whether a module's file goes into the package; `path` is relative to the module, with forward slashes. */
export function isWanted(module: string, path: string): boolean {
  if (!MODULE_FILE.test(path) || /\.d\.[cm]?ts$|(?:^|\/)(?:test|tests|__tests__|example|examples|docs?)\//.test(path))
    return false;
  return module !== ENGINE_PACKAGE || ENGINE_FILE.test(path);
}

/** The manifest as it is in a package: what only serves development is gone. */
export function packagedManifest(manifest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { scripts: _scripts, devDependencies: _tools, private: _private, files: _files, ...kept } = manifest;
  return kept;
}

/** Bytes that a package may have: Open VSX refuses more than 256 MB. */
export const MOST_BYTES: Readonly<Record<Kind, number>> = { full: 256e6, slim: 25e6, vulkan: 60e6 };

/** VS Code asks that versions with an odd minor number are pre-releases, because it compares numbers alone. */
export function isPreRelease(version: string): boolean {
  return Number(version.split(".")[1]) % 2 === 1;
}
