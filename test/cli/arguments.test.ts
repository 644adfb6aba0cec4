import { describe, expect, it } from "vitest";
import { parseCommand } from "../../src/cli/arguments.ts";
import { UsageError } from "../../src/system/usageError.ts";

describe("parseCommand", () => {
  const check = (line: string, expected: object) => it(line, () => expect(parseCommand(words(line))).toEqual(expected));

  check("--help", { kind: "help" });
  check("replay --help", { kind: "help" });
  check("--version", { kind: "version" });
  check("complete a.ts:3:7", { kind: "complete", path: "a.ts", line: 3, column: 7, model: undefined, json: false });
  check("complete --json C:\\x\\a.ts:3:7 --model m.gguf", {
    kind: "complete",
    path: "C:\\x\\a.ts",
    line: 3,
    column: 7,
    model: "m.gguf",
    json: true,
  });
  check("complete a:1:2.ts:10:1", { ...place("a:1:2.ts", 10, 1) });
  const replay = {
    kind: "replay",
    file: "s.jsonl",
    cache: "edit",
    heal: "request",
    layout: undefined,
    syntax: "enforce",
    keep: false,
    timing: false,
  };
  check("replay s.jsonl", { ...replay, model: undefined, limit: undefined });
  check("replay --cache none --heal off --layout spm --syntax off --limit 3 --keep --timing --model m.gguf s.jsonl", {
    ...replay,
    cache: "none",
    heal: "off",
    layout: "spm",
    syntax: "off",
    limit: 3,
    keep: true,
    timing: true,
    model: "m.gguf",
  });
  check("syntax python", { kind: "syntax", language: "python" });
  check("models", { kind: "models", action: "list", json: false });
  check("models --json", { kind: "models", action: "list", json: true });
  check("models check", { kind: "models", action: "check", json: false });
  check("models get hf:a/b:Q8_0 --json", { kind: "models", action: "get", name: "hf:a/b:Q8_0", json: true });
  check("models remove qwen", { kind: "models", action: "remove", name: "qwen", json: false });
  check("serve --stdio", { kind: "serve", arguments: ["--stdio"] });
  check("doctor --json", { kind: "doctor", json: true, model: undefined, tune: false });
  check("doctor --tune --model m", { kind: "doctor", json: false, model: "m", tune: true });
});

describe("wrong use is one line that says what is right", () => {
  const check = (line: string, expected: string) =>
    it(line, () => {
      const message = complaint(words(line));
      expect(message).toBe(expected);
      expect(message).not.toContain("\n");
    });

  check("", "no command; use one of complete, replay, syntax, context, models, serve, doctor, or --help");
  check(
    "compleet a:1:1",
    'unknown command "compleet"; use one of complete, replay, syntax, context, models, serve, doctor, or --help',
  );
  check("models get", "models get needs one NAME, but got none");
  check("models fetch", 'models is "fetch", but must be one of list, get, remove, check');
  check("models check all", 'models check takes no "all"');
  check(
    "toString",
    'unknown command "toString"; use one of complete, replay, syntax, context, models, serve, doctor, or --help',
  );
  check("complete", "complete needs one FILE:LINE:COL, but got none");
  check("complete a:1:1 b:1:1", 'complete needs one FILE:LINE:COL, but got "a:1:1" "b:1:1"');
  check("complete a.ts", '"a.ts" is no place; write FILE:LINE:COL, for example src/main.ts:12:5');
  check("complete a.ts:0:1", '"a.ts:0:1": line and column count from 1');
  check("complete a.ts:1:-1", '"a.ts:1:-1" is no place; write FILE:LINE:COL, for example src/main.ts:12:5');
  check(
    "complete a:1:1 --jsno",
    "complete: Unknown option '--jsno'; it takes --model, --json, --remote, --remote-model, --remote-layout",
  );
  check(
    "complete a:1:1 --model",
    "complete: Option '--model <value>' argument missing; it takes --model, --json, --remote, --remote-model, --remote-layout",
  );
  check(
    "replay s --cache prefxi",
    '--cache is "prefxi", but must be one of edit, prefix, reuse256, ignore, conflict, none',
  );
  check("replay s --heal some", '--heal is "some", but must be one of off, request, idle, full');
  check("replay s --layout msp", '--layout is "msp", but must be one of psm, spm');
  check("replay s --limit 0", '--limit is "0", but must be a whole number ≥ 1');
  check("replay s --limit 1e3", '--limit is "1e3", but must be a whole number ≥ 1');
  check("serve", "serve needs --stdio: turnkey serve --stdio");
  check("serve --stdio x", 'serve takes no "x"; use turnkey serve --stdio');
  check("doctor x", 'doctor takes no "x"; use turnkey doctor [--tune] [--json]');
});

function words(line: string): string[] {
  return line.split(" ").filter((word) => word !== "");
}

function place(path: string, line: number, column: number) {
  return { kind: "complete", path, line, column, model: undefined, json: false };
}

function complaint(line: readonly string[]): string {
  try {
    return `no complaint, but ${JSON.stringify(parseCommand(line))}`;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
