/** Bundles the product into dist/ and the editor tests into dist/test/: `node esbuild.mjs [--watch]`. */
import { readdirSync } from "node:fs";
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
  sourcemap: true,
  metafile: true,
  logLevel: "warning",
};

const EXTENSION = { entryPoints: ["src/extension.ts"], outfile: "dist/extension.cjs", external: ["vscode"] };

/** node-llama-cpp uses top-level await and finds its binaries beside itself: it stays outside. */
const ENGINE = { external: ["node-llama-cpp"] };
const PRODUCT = [
  EXTENSION,
  { ...ENGINE, entryPoints: ["src/server.ts"], outfile: "dist/server.cjs" },
  { ...ENGINE, entryPoints: ["src/cli.ts"], outfile: "dist/cli.js", banner: { js: "#!/usr/bin/env node" } },
  { ...ENGINE, entryPoints: ["src/playground.ts"], outfile: "dist/playground.js" },
];

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--watch")) await watch();
  else await buildProduct();
}

/** @throws when a source file does not compile; esbuild has printed where */
export async function buildProduct() {
  const results = await Promise.all(PRODUCT.map((options) => build({ ...SHARED, ...options })));
  const sizes = results.map(({ metafile }) => sizesOf(metafile)).join(", ");
  console.log(`build: ${sizes}`);
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

async function watch() {
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
