/** What switching on and off writes into the settings, and that nothing is left behind. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { host } from "../fakes/vscode/host.ts";
import { type Activated, activateIn } from "./activated.ts";

vi.setConfig({ testTimeout: 60_000 });

let extension: Activated;

beforeEach(() => host.reset());
afterEach(() => extension.end());

const enabled = (): unknown => ({
  user: host.configuration.in("global", "turnkey.enable"),
  ...(host.configuration.in("workspace", "turnkey.enable") === undefined
    ? {}
    : { workspace: host.configuration.in("workspace", "turnkey.enable") }),
});

describe("switching on and off", () => {
  interface Case {
    readonly user?: object;
    readonly workspace?: object;
    readonly command: string;
    /** The setting after the command has run once, and after it has run again. */
    readonly once: object;
    readonly twice: object;
  }

  function check(what: string, { user, workspace, command, once, twice }: Case): void {
    test(what, async () => {
      if (user) host.configuration.set("global", "turnkey.enable", user);
      if (workspace) host.configuration.set("workspace", "turnkey.enable", workspace);
      host.show(host.open("file:///a.py", "", "python"));
      extension = activateIn({ manner: "good" });
      await host.run(command);
      expect(enabled()).toEqual(once);
      await host.run(command);
      expect(enabled()).toEqual(twice);
    });
  }

  check("everywhere", {
    command: "turnkey.toggle",
    once: { user: { "*": false } },
    twice: { user: { "*": true } },
  });
  check("everywhere, with a language that was off", {
    user: { markdown: false },
    command: "turnkey.toggle",
    once: { user: { "*": false, markdown: false } },
    twice: { user: { "*": true, markdown: false } },
  });
  check("everywhere, where only some languages were on", {
    user: { "*": false, python: true },
    command: "turnkey.toggle",
    once: { user: { "*": false, python: false } },
    twice: { user: { "*": false, python: true } },
  });
  check("everywhere, where the workspace has the say", {
    workspace: { python: true },
    command: "turnkey.toggle",
    once: { user: undefined, workspace: { "*": false, python: false } },
    twice: { user: undefined, workspace: { "*": true, python: true } },
  });
  check("for a language that the only folder's file has off", {
    workspace: { python: false },
    command: "turnkey.toggleLanguage",
    once: { user: undefined },
    twice: { user: { "*": true, python: false } },
  });
  check("for the language", {
    command: "turnkey.toggleLanguage",
    once: { user: { "*": true, python: false } },
    twice: { user: undefined },
  });
  check("for a language that was off", {
    user: { python: false },
    command: "turnkey.toggleLanguage",
    once: { user: undefined },
    twice: { user: { "*": true, python: false } },
  });
  check("for the language, beside others", {
    user: { markdown: false },
    command: "turnkey.toggleLanguage",
    once: { user: { "*": true, markdown: false, python: false } },
    twice: { user: { "*": true, markdown: false } },
  });
  check("for a language that is off under the workspace's value", {
    user: { python: false },
    workspace: { "*": true },
    command: "turnkey.toggleLanguage",
    once: { user: { python: false }, workspace: { "*": true, python: true } },
    twice: { user: { python: false } },
  });
  check("for a language, where all others are off", {
    user: { "*": false },
    command: "turnkey.toggleLanguage",
    once: { user: { "*": false, python: true } },
    twice: { user: { "*": false } },
  });
});
