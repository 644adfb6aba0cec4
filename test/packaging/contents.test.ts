/** What is in a package: what is named, and nothing else. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isPreRelease, isWanted, MOST_BYTES, OWN_FILES, packagedManifest, TARGETS } from "../../packaging/contents.ts";
import { filesOf, findModule, modulesBelow, readModule } from "../../packaging/modules.ts";
import { stage } from "../../packaging/stage.ts";

const ROOT = join(import.meta.dirname, "../..");
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function makeProject(files: Readonly<Record<string, string | object>>): string {
  const folder = mkdtempSync(join(tmpdir(), "turnkey-package-"));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

describe("a file of a module", () => {
  const check = (module: string, path: string, expected: boolean) =>
    it(`${module}: ${path} ${expected ? "goes along" : "stays"}`, () => {
      expect(isWanted(module, path)).toBe(expected);
    });
  check("a", "package.json", true);
  check("a", "lib/index.mjs", true);
  check("a", "LICENSE-MIT", true);
  check("a", "lib/index.d.ts", false);
  check("a", "lib/index.js.map", false);
  check("a", "README.md", false);
  check("a", "test/index.js", false);
  check("a", "src/addon.cc", false);
  check("@node-llama-cpp/linux-x64", "bins/linux-x64/llama-addon.node", true);
  check("@node-llama-cpp/linux-x64", "bins/linux-x64/libllama.so.0.5.0", true);
  check("@node-llama-cpp/mac-arm64-metal", "bins/mac-arm64-metal/libggml.dylib", true);
  check("@node-llama-cpp/win-x64", "bins/win-x64/ggml.dll", true);
  check("node-llama-cpp", "dist/index.js", true);
  check("node-llama-cpp", "llama/gitRelease.bundle", false);
  check("node-llama-cpp", "llama/binariesGithubRelease.json", true);
  check("node-llama-cpp", "llama/addon/addon.cpp", false);
  check("node-llama-cpp", "templates/node-typescript.json", false);
});

/** A project of our kind, with what must not get into a package all over it. */
const PROJECT = {
  "package.json": {
    name: "turnkey",
    scripts: { a: "b" },
    devDependencies: { x: "1" },
    dependencies: { "node-llama-cpp": "1" },
  },
  "package.nls.json": {},
  LICENSE: "",
  "README.md": "",
  "CHANGELOG.md": "",
  "secret.env": "KEY=1",
  "media/icon.png": "",
  "media/icon.svg": "",
  "media/view.svg": "",
  "media/walkthrough/a.svg": "",
  "dist/extension.cjs": "",
  "dist/extension.cjs.map": "",
  "dist/panel.js": "",
  "dist/panel.css": "",
  "dist/server.cjs": "",
  "dist/cli.js": "",
  "dist/modelTrial.cjs": "",
  "dist/models.cjs": "",
  "dist/syntaxWorker.cjs": "",
  "dist/repoWorker.cjs": "",
  "dist/test/suite.cjs": "",
  "src/extension.ts": "",
  "grammars/languages.json": {},
  "grammars/a.wasm": "",
  "l10n/bundle.l10n.json": {},
  "models/a.gguf": "",
  "models/catalogue.json": {},
  "models/LICENSE": "",
  "models/build/script.py": "",
  "node_modules/node-llama-cpp/package.json": {
    name: "node-llama-cpp",
    version: "1.0.0",
    license: "MIT",
    dependencies: { needed: "1" },
  },
  "node_modules/node-llama-cpp/dist/index.js": "",
  "node_modules/node-llama-cpp/llama/gitRelease.bundle": "",
  "node_modules/node-llama-cpp/node_modules/needed/package.json": { name: "needed", version: "2.0.0" },
  "node_modules/node-llama-cpp/node_modules/needed/LICENSE": "Do as you like.",
  "node_modules/other/package.json": { name: "other", version: "1.0.0" },
  "node_modules/binary/package.json": { name: "binary", version: "1.0.0", license: "MIT" },
  "node_modules/binary/bins/a.node": "",
};

describe("a package", () => {
  it("has the files that are named, and no other", () => {
    const project = makeProject(PROJECT);
    const folder = join(project, "out");
    const binary = readModule(join(project, "node_modules/binary"));
    stage({
      project,
      folder,
      binaries: [binary],
      bundled: [readModule(join(project, "node_modules/other"))],
      withModel: true,
    });
    const own = OWN_FILES.filter((entry) => typeof entry === "string");
    const more = [
      "NOTICES.txt",
      "package.json",
      "grammars/a.wasm",
      "l10n/bundle.l10n.json",
      "media/walkthrough/a.svg",
      "models/LICENSE",
      "models/a.gguf",
    ];
    expect([...filesOf(folder)].sort()).toEqual([...own, ...more].sort());
    expect(modulesBelow("node-llama-cpp", folder).map(({ name }) => name)).toEqual(["node-llama-cpp", "needed"]);
    expect([...filesOf(join(folder, "node_modules/node-llama-cpp"))].sort()).toEqual(["dist/index.js", "package.json"]);
    expect(filesOf(join(folder, "node_modules/binary"))).toContain("bins/a.node");
    const notices = readFileSync(join(folder, "NOTICES.txt"), "utf8");
    for (const title of [
      "binary 1.0.0 (MIT)",
      "needed 2.0.0",
      "node-llama-cpp 1.0.0 (MIT)",
      "other 1.0.0",
      "Do as you like.",
    ])
      expect(notices).toContain(title);
  });

  it("that is slim has the same without the model", () => {
    const project = makeProject(PROJECT);
    const binary = readModule(join(project, "node_modules/binary"));
    const [full, slim] = [join(project, "full"), join(project, "slim")];
    stage({ project, folder: full, binaries: [binary], bundled: [], withModel: true });
    stage({ project, folder: slim, binaries: [binary], bundled: [], withModel: false });
    const left = filesOf(full).filter((file) => !filesOf(slim).includes(file));
    expect(left).toEqual(["models/a.gguf"]);
  });

  // The bundles are there after a build only; `npm test` builds first.
  it.skipIf(!existsSync(join(ROOT, "dist/models.cjs")))("that is slim keeps within its budget", () => {
    const folder = join(makeProject({}), "slim");
    const binary = findModule(TARGETS[`${process.platform}-${process.arch}`]!.binary, ROOT);
    stage({ project: ROOT, folder, binaries: [readModule(binary!)], bundled: [], withModel: false });
    const packed = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => deflateRawSync(readFileSync(join(entry.parentPath, entry.name)), { level: 5 }).length);
    const size = packed.reduce((sum, bytes) => sum + bytes, 0);
    expect(size).toBeGreaterThan(5_000_000);
    expect(size).toBeLessThan(MOST_BYTES.slim);
  });

  it("is not made without a module that is needed", () => {
    const project = makeProject({ "node_modules/a/package.json": { name: "a", dependencies: { gone: "1" } } });
    expect(() => modulesBelow("a", project)).toThrow(/gone, which .*a needs, is not installed/);
  });

  it("has a manifest without what serves development", () => {
    expect(packagedManifest(PROJECT["package.json"])).toEqual({
      name: "turnkey",
      dependencies: { "node-llama-cpp": "1" },
    });
  });

  it("is a pre-release where its minor number is odd", () => {
    expect(["0.1.0", "0.2.7", "1.11.0", "2.0.1"].map(isPreRelease)).toEqual([true, false, true, false]);
  });

  it("can be made of this project: all that is named is there", () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(Object.keys(manifest.dependencies)).toEqual(["node-llama-cpp"]);
    for (const field of ["repository", "icon", "license", "publisher", "categories", "galleryBanner"])
      expect(manifest).toHaveProperty(field);
    expect(modulesBelow("node-llama-cpp", ROOT).length).toBeGreaterThan(50);
  });

  it("has all bundles but those of the command line", async () => {
    const { BUNDLES } = (await import(pathToFileURL(join(ROOT, "esbuild.mjs")).href)) as { BUNDLES: readonly string[] };
    const left = BUNDLES.filter((bundle) => !OWN_FILES.includes(bundle));
    expect(left).toEqual(["dist/cli.js", "dist/playground.js"]);
  });

  it("names binaries that node-llama-cpp offers", () => {
    const engine = JSON.parse(readFileSync(join(ROOT, "node_modules/node-llama-cpp/package.json"), "utf8"));
    for (const { binary, vulkan = binary } of Object.values(TARGETS))
      for (const name of [binary, vulkan]) expect(engine.optionalDependencies).toHaveProperty([name]);
  });
});

describe("what npm packs", () => {
  it("has all that the command needs, and no more", () => {
    // Empty files: npm would compress the model even to list it.
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const tree = ["dist", "grammars", "models", "src", "packaging", "media"].flatMap((folder) =>
      filesOf(join(ROOT, folder)).map((file) => [`${folder}/${file}`, ""]),
    );
    const project = makeProject({ ...Object.fromEntries(tree), "package.json": manifest, "CHANGELOG.md": "" });
    const command = ["pack", "--dry-run", "--json", "--ignore-scripts"];
    const printed = execFileSync("npm", command, {
      cwd: project,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [packed] = Object.values<{ files: readonly { path: string }[] }>(JSON.parse(printed));
    const paths = packed!.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["dist/cli.js", "dist/server.cjs", "dist/repoWorker.cjs"]));
    expect(paths).toEqual(expect.arrayContaining(["grammars/python.wasm", "models/SHA256SUMS", "models/NOTICE"]));
    expect(paths.filter((path) => path.endsWith(".gguf"))).toHaveLength(3);
    const extra = /\.(?:ts|map|vsix)$|^(?:src|packaging|media|dist\/test|dist\/packages|models\/build)\//;
    expect(paths.filter((path) => extra.test(path))).toEqual([]);
  });
});

describe("the workflow", () => {
  const workflow = parse(readFileSync(join(ROOT, ".github/workflows/packages.yml"), "utf8"));

  it("builds every target there is, after the tests, and publishes only tags", () => {
    const { package: whole, vulkan, publish, release } = workflow.jobs;
    expect(whole.strategy.matrix.target).toEqual(Object.keys(TARGETS));
    expect(vulkan.strategy.matrix.target).toEqual(Object.keys(TARGETS).filter((name) => TARGETS[name]!.vulkan));
    expect([whole, vulkan, publish, release].map(({ needs }) => needs)).toEqual([
      ...["test", "test", "package"],
      ["package", "vulkan"],
    ]);
    for (const job of [publish, release]) expect(job.if).toContain("refs/tags/v");
  });

  it("runs scripts that are there", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const steps = Object.values<{ steps: { run?: string }[] }>(workflow.jobs).flatMap(({ steps }) => steps);
    const run = steps.flatMap(({ run = "" }) =>
      [...run.matchAll(/npm (?:run )?(test|package)\b/g)].map(([, name]) => name!),
    );
    expect(run.sort()).toEqual(["package", "package", "test"]);
    for (const name of run) expect(scripts).toHaveProperty(name);
  });
});
