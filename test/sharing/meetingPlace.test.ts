/** Where windows meet their engine: nobody else's folder, no links, and a name that is short enough. */

import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import { findMeetingFolders } from "../../src/places.ts";
import { type EngineWish, identityOf } from "../../src/sharing/engineIdentity.ts";
import { isHello, isHelloAnswer } from "../../src/sharing/greeting.ts";
import { findMeetingPlace, judgeFolder, judgeFolderAbove } from "../../src/sharing/meetingPlace.ts";

const IDENTITY = "0123456789abcdef".repeat(4);

describe("the folder", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "turnkey-meet-"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const check = (name: string, prepare: (folder: string) => void, expected: RegExp) =>
    it(name, () => {
      const folder = join(root, name.replaceAll(" ", "-"));
      prepare(folder);
      const found = findMeetingPlace([folder], IDENTITY);
      expect(found.kind === "none" ? found.why : `place ${found.address}`).toMatch(expected);
    });

  check("is made where it is missing", () => {}, /^place .*\/0123456789abcdef\.sock$/);
  check("is used where it is there", (folder) => mkdirSync(folder, { mode: 0o700 }), /^place /);
  for (const mode of [0o755, 0o750, 0o777, 0o701])
    check(
      `is left alone with the mode ${mode.toString(8)}`,
      (folder) => {
        mkdirSync(folder);
        chmodSync(folder, mode);
      },
      new RegExp(`has the mode ${mode.toString(8)}, not 700$`),
    );
  check("may be no file", (folder) => writeFileSync(folder, ""), /EEXIST|is not a folder/);
  check(
    "may be no link",
    (folder) => {
      mkdirSync(`${folder}-real`, { mode: 0o700 });
      symlinkSync(`${folder}-real`, folder);
    },
    /is a link$/,
  );
  check("may be no link to nothing", (folder) => symlinkSync(`${folder}-nowhere`, folder), /cannot be used|is a link/);

  it("is made for its user alone, whatever the umask", () => {
    const before = process.umask(0o077);
    process.umask(0);
    try {
      findMeetingPlace([join(root, "umask")], IDENTITY);
    } finally {
      process.umask(before);
    }
    expect(lstatSync(join(root, "umask")).mode & 0o777).toBe(0o700);
  });

  it("is not used below one that others can write to", () => {
    mkdirSync(join(root, "open"));
    chmodSync(join(root, "open"), 0o777);
    expect(findMeetingPlace([join(root, "open", "inner")], IDENTITY)).toMatchObject({
      why: expect.stringMatching(/open can be written to by others$/),
    });
  });

  it("the next one is taken where one cannot be used, or its path is too long", () => {
    const long = join(root, "x".repeat(120));
    const good = join(root, "good");
    mkdirSync(join(root, "wrong"));
    chmodSync(join(root, "wrong"), 0o755);
    const found = findMeetingPlace([long, join(root, "wrong"), good], IDENTITY);
    expect(found).toMatchObject({ kind: "place", address: join(good, "0123456789abcdef.sock"), isPipe: false });
    expect(findMeetingPlace([long], IDENTITY)).toMatchObject({ why: expect.stringMatching(/too long for a socket$/) });
    expect(findMeetingPlace([], IDENTITY)).toEqual({ kind: "none", why: "there is no folder for it" });
  });
});

describe("findMeetingFolders", () => {
  const check = (platform: string, environment: Record<string, string>, expected: readonly string[]) =>
    it(`${platform} ${JSON.stringify(environment)}`, () => {
      expect(findMeetingFolders({ platform, environment, homedir: () => "/home/me" })).toEqual(expected);
    });
  check("linux", { XDG_RUNTIME_DIR: "/run/user/7" }, ["/run/user/7/turnkey", "/home/me/.cache/turnkey/windows"]);
  check("linux", { XDG_RUNTIME_DIR: "run" }, ["/home/me/.cache/turnkey/windows"]);
  check("linux", {}, ["/home/me/.cache/turnkey/windows"]);
  check("darwin", { XDG_RUNTIME_DIR: "/run/user/7" }, ["/home/me/Library/Caches/turnkey/windows"]);
});

describe("judgeFolder", () => {
  const facts = { mode: 0o040700, uid: 7, gid: 7, isDirectory: () => true, isSymbolicLink: () => false };
  it("another user's folder is refused, also with the right mode", () => {
    expect(judgeFolder(facts, 7)).toBeUndefined();
    expect(judgeFolder(facts, 8)).toBe("belongs to another user");
    expect(judgeFolder(facts, 0)).toBe("belongs to another user");
  });
});

describe("judgeFolderAbove", () => {
  const check = (name: string, mode: number, [uid, gid]: readonly [number, number], expected: string | undefined) =>
    it(name, () => {
      expect(judgeFolderAbove({ mode, uid, gid }, { user: 7, group: 70 })).toBe(expected);
    });
  check("the user's own", 0o755, [7, 70], undefined);
  check("the system's", 0o755, [0, 0], undefined);
  check("another user's", 0o755, [8, 70], "belongs to another user");
  check("where all may make files but take none away", 0o1777, [0, 0], undefined);
  check("where all may do all", 0o777, [7, 70], "can be written to by others");
  check("for the user's own group", 0o775, [7, 70], undefined);
  check("for another group", 0o775, [7, 100], "can be written to by others");
});

describe("identityOf", () => {
  const wish: EngineWish = {
    version: "1.0.0",
    program: { path: "/x/server.cjs", size: 5, changedMs: 9 },
    runtime: "editor",
    machine: "host pid:[1]",
    settings: DEFAULT_SETTINGS,
  };
  const same = (name: string, change: Partial<EngineWish>, isSame: boolean) =>
    it(`${name}: ${isSame ? "one engine" : "two engines"}`, () => {
      expect(identityOf({ ...wish, ...change }) === identityOf(wish)).toBe(isSame);
    });
  const settings = (change: Partial<EngineWish["settings"]>): Partial<EngineWish> => ({
    settings: { ...DEFAULT_SETTINGS, ...change },
  });
  same("the same wish", {}, true);
  same("another version", { version: "1.0.1" }, false);
  same("another build", { program: { ...wish.program, changedMs: 10 } }, false);
  same("another Node", { runtime: "system" }, false);
  same("another machine", { machine: "host pid:[2]" }, false);
  same("another model", settings({ modelPath: "/m.gguf" }), false);
  same("other threads", settings({ threads: 1 }), false);
  same("another size", settings({ contextSize: 512 }), false);
  same("no graphics card", settings({ gpu: "off" }), false);
  same("another way with the cache", settings({ cacheMode: "prefix" }), false);
  same("what belongs to a window", settings({ eagerness: "quiet", enable: { "*": false }, maxLines: 3 }), true);
});

describe("greetings", () => {
  const check = (value: unknown, expected: readonly [boolean, boolean]) =>
    it(JSON.stringify(value) ?? "undefined", () => {
      expect([isHello(value), isHelloAnswer(value)]).toEqual(expected);
    });
  check({ turnkey: "hello", identity: "e" }, [true, false]);
  check({ turnkey: "hello", identity: 1 }, [false, false]);
  check({ turnkey: "welcome", pid: 12 }, [false, true]);
  for (const pid of [0, -1, 1.5, "12", null]) check({ turnkey: "welcome", pid }, [false, false]);
  check({ turnkey: "refused", why: "no" }, [false, true]);
  check({ turnkey: "refused" }, [false, false]);
  for (const value of [undefined, null, "hello", 3, []]) check(value, [false, false]);
});
