/** VS Code's window: a page of Chromium that shows the server's workbench. */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // The launcher itself decides what a signal ends, and in which order.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    args: CHROMIUM_FLAGS,
  });
}

export interface WorkbenchOptions {
  /** Host and port of the server. */
  readonly authority: string;
  readonly token: string;
  readonly developmentPaths: readonly string[];
  readonly testsPath: string | undefined;
  /** A folder, a workspace file or files. */
  readonly open: readonly string[];
  readonly onLog: (type: string, args: readonly unknown[]) => void;
  /** The tests have ended, with 0 or 1. */
  readonly onExit: (code: number) => void;
}

/** On a machine that is busy with other things. */
const LOAD_MAX_MS = 120_000;

/** Opens the window; the tests start by themselves. */
export async function openWorkbench(browser: Browser, options: WorkbenchOptions): Promise<Page> {
  const address = `http://${options.authority}`;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addCookies([{ name: "vscode-tkn", value: options.token, url: address }]);
  // Also for windows that the tests open, which have the extensions but no tests.
  await context.exposeFunction("codeAutomationLog", options.onLog);
  await context.exposeFunction("codeAutomationExit", options.onExit);
  const toUri = (path: string): object => toRemoteUri(path, options.authority);
  await context.addInitScript(adjustConfiguration, { extensions: options.developmentPaths.map(toUri) });
  const page = await context.newPage();
  if (options.testsPath !== undefined)
    await page.addInitScript(adjustConfiguration, { extensionTestsPath: toUri(options.testsPath) });
  await page.goto(`${address}/?${toQuery(options.open, options.authority)}`, { timeout: LOAD_MAX_MS });
  return page;
}

interface DevelopmentOptions {
  readonly extensions?: readonly object[];
  readonly extensionTestsPath?: object;
}

/** Runs in the page, before the workbench reads its configuration from an element's attribute. */
function adjustConfiguration(additions: DevelopmentOptions): void {
  // @ts-expect-error These are the page's globals, not Node's.
  const { document, location, MutationObserver } = globalThis;
  new MutationObserver((_: unknown, observer: { disconnect(): void }) => {
    const element = document.getElementById("vscode-workbench-web-configuration");
    if (!element) return;
    observer.disconnect();
    const configuration = JSON.parse(element.dataset.settings);
    configuration.developmentOptions = { ...configuration.developmentOptions, ...additions };
    // code-server names the folder of the user's settings without its host, and hears of changes with it: no window would
    // notice what another has set, as they do in every other VS Code.
    if (/^\/[^/]/.test(configuration.userDataPath))
      configuration.userDataPath = `//${location.host}${configuration.userDataPath}`;
    element.dataset.settings = JSON.stringify(configuration);
  }).observe(document, { childList: true, subtree: true });
}

/** A URI as VS Code revives it from JSON. */
function toRemoteUri(path: string, authority: string): object {
  return { $mid: 1, scheme: "vscode-remote", authority, path: resolve(path) };
}

/** The address's query says what the window opens. */
function toQuery(open: readonly string[], authority: string): string {
  const query = new URLSearchParams();
  const payload = [
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  for (const path of open) {
    if (path.endsWith(".code-workspace")) query.set("workspace", path);
    else if (statSync(path).isDirectory()) query.set("folder", path);
    else payload.push(["openFile", `vscode-remote://${authority}${encodeURI(path)}`]);
  }
  if (query.size === 0) query.set("ew", "true");
  query.set("payload", JSON.stringify(payload));
  return query.toString();
}
