/** Bundles the product into dist/ and the editor tests into dist/test/: `node esbuild.mjs [--watch]`. */
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

const ROOT = path.dirname(fileURLToPath(import.meta.url));

const SHARED = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: "node",
  // Both editor and engine load CommonJS everywhere; an ES module bundle would need a `require` of its own.
  format: "cjs",
  target: "node20",
  // A bundle knows its place by `__dirname`.
  define: { "import.meta.url": '""' },
  // Its other form asks for a real `import.meta.url`.
  alias: { "web-tree-sitter": "./node_modules/web-tree-sitter/web-tree-sitter.cjs" },
  sourcemap: true,
  metafile: true,
  logLevel: "warning",
};

const EXTENSION = { entryPoints: ["src/extension.ts"], outfile: "dist/extension.cjs", external: ["vscode"] };

/** node-llama-cpp uses top-level await and finds its binaries beside itself: it stays outside. */
const ENGINE = { external: ["node-llama-cpp"] };
/** What runs in the panel's page: a module of the browser's, minified because it is read anew each time the panel is shown. */
const PANEL = {
  ...{ entryPoints: ["src/panel/panelPage.ts"], outfile: "dist/panel.js" },
  ...{ platform: "browser", format: "esm", target: "es2022", minify: true, define: {}, alias: {} },
};
const PANEL_STYLE = { ...PANEL, entryPoints: ["src/panel/panel.css"], outfile: "dist/panel.css" };

const PRODUCT = [
  EXTENSION,
  PANEL,
  PANEL_STYLE,
  { ...ENGINE, entryPoints: ["src/serverProgram.ts"], outfile: "dist/server.cjs" },
  { ...ENGINE, entryPoints: ["src/cli.ts"], outfile: "dist/cli.js", banner: { js: "#!/usr/bin/env node" } },
  { ...ENGINE, entryPoints: ["src/playground.ts"], outfile: "dist/playground.js" },
  { ...ENGINE, entryPoints: ["src/llama/trialProgram.ts"], outfile: "dist/modelTrial.cjs" },
  { ...ENGINE, entryPoints: ["src/modelProgram.ts"], outfile: "dist/models.cjs" },
  { entryPoints: ["src/syntax/worker.ts"], outfile: "dist/syntaxWorker.cjs" },
  { entryPoints: ["src/repo/repoWorker.ts"], outfile: "dist/repoWorker.cjs" },
];

/** What the build makes, as paths in the project. */
export const BUNDLES = PRODUCT.map(({ outfile }) => outfile);

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--watch")) await watch();
  else await buildProduct();
}

/**
 * @returns {Promise<readonly string[]>} the folders of the modules that are in the bundles, and of those with the grammars
 * @throws when a source file does not compile; esbuild has printed where
 */
export async function buildProduct() {
  const grammars = copyGrammars();
  const results = await Promise.all(PRODUCT.map((options) => build({ ...SHARED, ...options })));
  const sizes = results.map(({ metafile }) => sizesOf(metafile)).join(", ");
  console.log(`build: ${sizes}`);
  const files = [...results.flatMap(({ metafile }) => Object.keys(metafile.inputs)), ...grammars];
  return [...new Set(files.flatMap(moduleFolderOf))].sort();
}

/** The folder of the module that a file in `node_modules` belongs to. */
function moduleFolderOf(file) {
  const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file);
  return found === null ? [] : [path.join(ROOT, found[0])];
}

/** Each file of test/editor/ that can be started, and the stub extensions. */
export async function buildTests() {
  const folder = path.join(ROOT, "test", "editor");
  const entryPoints = readdirSync(path.join(folder, "entries")).map((name) => path.join(folder, "entries", name));
  await build({
    ...SHARED,
    entryPoints,
    outdir: "dist/test",
    outExtension: { ".js": ".cjs" },
    external: ["vscode", "mocha", "playwright-core", "@vscode/test-electron"],
  });
}

/** The grammars come from npm packages; grammars/languages.json says which file is whose. */
function copyGrammars() {
  const folder = path.join(ROOT, "grammars");
  const tables = JSON.parse(readFileSync(path.join(folder, "languages.json"), "utf8"));
  const files = Object.entries(tables).map(([name, { source }]) => [name, source]);
  const all = [["web-tree-sitter", "web-tree-sitter/web-tree-sitter.wasm"], ...files];
  for (const [name, source] of all)
    copyFileSync(path.join(ROOT, "node_modules", source), path.join(folder, `${name}.wasm`));
  return all.map(([, source]) => `node_modules/${source}`);
}

async function watch() {
  copyGrammars();
  for (const options of PRODUCT) {
    const watcher = await context({ ...SHARED, ...options, logLevel: "info" });
    await watcher.watch();
  }
}

function sizesOf(metafile) {
  return Object.entries(metafile.outputs)
    .filter(([file]) => !file.endsWith(".map"))
    .map(([file, { bytes }]) => `${file} ${Math.ceil(bytes / 1024)} kB`)
    .join(", ");
}
