/** Whether text may go to a server: asked once in a workspace, with the server's name, and told to the engine with the key. */

import { beforeEach, describe, expect, it } from "vitest";
import type * as vscode from "vscode";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings/settings.ts";
import { readNetwork } from "../../src/editor/editorNetwork.ts";
import { ServerAccess } from "../../src/editor/serverAccess.ts";
import { turn } from "../fakes/clock.ts";
import { host } from "../fakes/vscode/host.ts";
import { Memento, Secrets } from "./activated.ts";

beforeEach(() => host.reset());

interface Told {
  readonly url: string;
  readonly isAllowed: boolean;
  readonly key?: string;
}

function open(settings: Partial<Settings>, workspaceState = new Memento(), secrets = new Secrets()) {
  const told: Told[] = [];
  const engine = { tell: (_: string, message: unknown) => void told.push(message as Told) };
  const inForce = { ...DEFAULT_SETTINGS, ...settings };
  const log = { warn: (line: string) => expect.fail(line) };
  const context = { workspaceState, secrets, subscriptions: [] } as unknown as vscode.ExtensionContext;
  const access = new ServerAccess({ context, engine, log, settings: () => inForce });
  /** In short: what the engine was told last. */
  const last = (): string | undefined => {
    const message = told.at(-1);
    return (
      message &&
      `${message.url} ${message.isAllowed ? "allowed" : "not allowed"}${message.key === undefined ? "" : `, key ${message.key}`}`
    );
  };
  return { access, told, last, workspaceState, secrets };
}

const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await turn();
};
const questions = (): readonly string[] =>
  host.messages.filter(({ severity }) => severity === "info").map(({ text }) => text);

describe("the question", () => {
  const check = (
    what: string,
    settings: Partial<Settings>,
    pressed: string | undefined,
    asked: number,
    last: string | undefined,
  ) =>
    it(what, async () => {
      host.pressed = pressed;
      const stage = open(settings);
      stage.access.refresh();
      await settle();
      stage.access.refresh();
      await settle();
      expect([questions().length, stage.last()]).toEqual([asked, last]);
    });

  const SET = { remoteUrl: "gpu.example:8000" };
  check("is not asked while no server is set, nor is the engine told", {}, "Send", 0, undefined);
  check("is not asked where the model here is to write alone", { ...SET, remoteUse: "local" }, "Send", 0, undefined);
  check("is asked once, and what was agreed holds", SET, "Send", 1, "gpu.example:8000 allowed");
  check("a refusal holds", SET, "Not in This Workspace", 1, "gpu.example:8000 not allowed");
  check("no answer is none, and is not asked for again", SET, undefined, 1, "gpu.example:8000 not allowed");
  check("an address that is none is no server", { remoteUrl: "ftp://x" }, "Send", 0, undefined);

  for (const word of ["constructor", "toString", "valueOf", "__proto__"])
    check(`is asked of a server that is called ${word}`, { remoteUrl: word }, "Send", 1, `${word} allowed`);

  it("names the server, and an open way to it", async () => {
    open({ remoteUrl: "http://192.168.1.5:8012" }).access.refresh();
    await settle();
    expect(questions()[0]).toMatch(/to 192\.168\.1\.5:8012\?.*not encrypted/);
  });

  it("is kept with the workspace, for each server", async () => {
    host.pressed = "Send";
    const first = open(SET);
    first.access.refresh();
    await settle();
    const again = open(SET, first.workspaceState);
    again.access.refresh();
    await settle();
    expect([questions().length, again.last()]).toEqual([1, "gpu.example:8000 allowed"]);
    open({ remoteUrl: "other.example" }, first.workspaceState).access.refresh();
    await settle();
    expect(questions().length).toBe(2);
  });

  it("is asked again by a command", async () => {
    host.pressed = "Send";
    const { access, last } = open(SET);
    access.refresh();
    await settle();
    host.pressed = "Not in This Workspace";
    await access.decide();
    expect(last()).toBe("gpu.example:8000 not allowed");
  });
});

describe("the way there, as VS Code has it", () => {
  const check = (settings: Readonly<Record<string, unknown>>, expected: object) =>
    it(JSON.stringify(settings), () => {
      for (const [name, value] of Object.entries(settings)) host.configuration.set("global", `http.${name}`, value);
      expect(readNetwork()).toEqual({ proxy: "", noProxy: [], strictSSL: true, systemCertificates: true, ...expected });
    });

  check({}, {});
  check({ proxy: "http://proxy:3128", noProxy: ["own.org"] }, { proxy: "http://proxy:3128", noProxy: ["own.org"] });
  check({ proxyStrictSSL: false }, { strictSSL: false });
  check({ systemCertificates: false }, { systemCertificates: false });
  check({ proxyAuthorization: "Basic eA==" }, { proxyAuthorization: "Basic eA==" });
  check({ proxyAuthorization: null }, {});
  check({ proxy: "http://proxy:3128", proxySupport: "off" }, { proxy: "http://proxy:3128", noProxy: ["*"] });
  check({ proxySupport: "override" }, {});

  it("the engine is told anew when it changes", async () => {
    host.pressed = "Send";
    const { access, told } = open({ remoteUrl: "gpu.example" });
    access.refresh();
    await settle();
    const before = told.length;
    access.refresh();
    await settle();
    expect(told.length).toBe(before);
    host.configuration.set("global", "http.proxy", "http://proxy:3128");
    await settle();
    expect(told.at(-1)).toMatchObject({ network: { proxy: "http://proxy:3128" } });
  });
});

describe("the key", () => {
  it("is kept where secrets are, goes to the engine alone, and is taken back", async () => {
    host.pressed = "Send";
    const { access, last, secrets } = open({ remoteUrl: "gpu.example" });
    access.refresh();
    await settle();
    host.input = " sk-1 ";
    await access.setKey();
    expect([last(), [...secrets.values.values()]]).toEqual(["gpu.example allowed, key sk-1", ["sk-1"]]);
    host.input = undefined;
    await access.setKey();
    expect(last()).toBe("gpu.example allowed, key sk-1");
    host.input = "";
    await access.setKey();
    expect([last(), secrets.values.size]).toEqual(["gpu.example allowed", 0]);
  });

  it("an engine that has just started is told again", async () => {
    host.pressed = "Send";
    const { access, told } = open({ remoteUrl: "gpu.example" });
    access.refresh();
    await settle();
    const before = told.length;
    access.engineStarted();
    await settle();
    expect(told.length).toBe(before + 1);
  });
});
