/** A downloaded desktop VS Code, its page reached through Chromium's debugging port. */

import { createServer } from "node:net";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { servePageCalls } from "./pageBridge.ts";
import { TEST_ENVIRONMENT } from "./testEnvironment.ts";

export interface Desktop {
  readonly options: { readonly version: string };
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** @param folder where the socket of the page bridge is made */
export async function launchDesktop(folder: string): Promise<Desktop> {
  const port = await freePort();
  const socket = process.platform === "win32" ? `\\\\.\\pipe\\turnkey-ui-${port}` : join(folder, "ui");
  let page: Page | undefined;
  servePageCalls(() => page, socket);
  void findWorkbench(port).then((found) => {
    page = found;
  });
  return {
    options: { version: "stable" },
    args: [`--remote-debugging-port=${port}`, "--disable-workspace-trust"],
    environment: { [TEST_ENVIRONMENT.uiSocket]: socket },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Waits for the window; the download and the start take their time. */
async function findWorkbench(port: number): Promise<Page> {
  for (;;) {
    try {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const pages = browser.contexts().flatMap((context) => context.pages());
      const workbench = pages.find((page) => page.url().includes("workbench"));
      if (workbench !== undefined) return workbench;
      await browser.close();
    } catch {
      // Not there yet.
    }
    await new Promise((wake) => setTimeout(wake, 300));
  }
}
