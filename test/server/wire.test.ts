/** What goes over the transports, and how the process ends. */

import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { PLACE, URI, useServer } from "./support/stage.ts";

const { bundlePath, start, startReady } = useServer();

describe("the wire", () => {
  it("stray lines on stdout do not reach the protocol", async () => {
    const client = await startReady({ behaviour: { stray: true } });
    expect(await client.complete(URI, PLACE).items).not.toEqual([]);
    expect(client.stderr).toContain("a stray line\n");
    expect(await client.stop()).toBe(0);
  });

  it("works over ipc, and ends when the parent lets go", async () => {
    const client = await startReady({ transport: "ipc", behaviour: { stray: true } });
    expect(await client.complete(URI, PLACE).items).not.toEqual([]);
    client.process.disconnect();
    expect(await client.exited).toBe("SIGKILL");
  });

  it("ends with 0 after shutdown and exit, with 1 when shutdown was left out", async () => {
    expect(await (await startReady({ transport: "ipc" })).stop()).toBe(0);
    const rude = start();
    await rude.initialize();
    await rude.notify("exit");
    expect(await rude.exited).toBe(1);
  });

  it("ends when its input ends, in the middle of a request", async () => {
    const client = await startReady({ behaviour: { stepMs: 1000 } });
    client.complete(URI, PLACE).items.catch(() => {});
    client.process.stdin?.end();
    expect(await client.exited).toBe("SIGKILL");
  });

  it("ends although native work does not", async () => {
    const client = await startReady({ behaviour: { stuck: true } });
    await client.notify("exit");
    expect(await client.exited).toBe("SIGKILL");
  });

  it("ends when the editor's process dies", async () => {
    const editor = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const client = start();
    await client.initialize({}, { processId: editor.pid });
    editor.kill("SIGKILL");
    expect(await client.exited).toBe(1);
  });

  it("a crash says what happened before it ends", async () => {
    const client = await startReady({ behaviour: { crash: true } });
    client.complete(URI, PLACE).items.catch(() => {});
    expect(await client.exited).toBe("SIGKILL");
    await client.until(() => client.stderr.includes("Error: a crash of our own"), "the stack");
  });

  it("work that nobody waits for costs itself when it fails", async () => {
    const client = await startReady({ behaviour: { failsUnseen: true } });
    expect(await client.complete(URI, PLACE).items).not.toEqual([]);
    await client.until(() => client.stderr.includes("Error: nobody waits for this"), "the stack");
    expect((await client.request<string[]>("turnkey/trace")).join("\n")).toContain("Error: nobody waits for this");
    expect(await client.complete(URI, PLACE).items).not.toEqual([]);
    expect(await client.stop()).toBe(0);
  });

  it("wrong arguments: one line and exit code 2", async () => {
    const child = spawn(process.execPath, [bundlePath(), "--socket=abc"]);
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, stderr]).toEqual([2, 'turnkey: --socket must be a port from 1 to 65535, not "abc"\n']);
  });
});
