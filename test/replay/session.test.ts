import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatSession, parseSessions, type Session, type SessionStep } from "../../src/replay/session.ts";
import { UsageError } from "../../src/system/usageError.ts";

describe("parseSessions", () => {
  it("reads steps and whole sessions", () => {
    const text = [
      '{"open": {"path": "a.py", "languageId": "python", "text": "x = 1\\n"}}',
      '{"edit": [{"offset": 6, "deleted": 0, "inserted": "y"}], "path": "a.py"}',
      "",
      '{"id": "whole", "trace": [{"undo": true}, {"complete": {"offset": 0, "truth": "z"}}]}',
      '{"idle": 20}\r',
    ].join("\n");
    expect(parseSessions(text, "file")).toEqual([
      {
        id: "file",
        trace: [
          { kind: "open", path: "a.py", languageId: "python", text: "x = 1\n" },
          { kind: "edit", changes: [{ offset: 6, deleted: 0, inserted: "y" }], path: "a.py" },
        ],
        lines: [1, 2],
      },
      { id: "whole", trace: [{ kind: "undo" }, { kind: "complete", offset: 0, truth: "z" }], lines: [4, 4] },
      { id: "file#2", trace: [{ kind: "idle", ms: 20 }], lines: [5] },
    ]);
  });

  it("reads what formatSession writes", () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const [read, ...more] = parseSessions(`${formatSession(session)}\n`, "file");
        expect(more).toEqual([]);
        expect({ id: read?.id, trace: read?.trace }).toEqual(session);
      }),
    );
  });
});

describe("a wrong line is named", () => {
  const check = (text: string, expected: string) =>
    it(expected, () => {
      const message = complaint(text);
      expect(message.startsWith(expected), message).toBe(true);
      expect(message).not.toContain("\n");
    });

  check("{", "line 1 is not JSON: ");
  check("\n\n[1]", "line 3 is not a JSON object, but a step or a session must be one");
  check(
    "{}",
    "line 1: a step has exactly one of open, edit, cursor, idle, complete, accept, undo, redo, switch, close, but here is none",
  );
  check('{"undo": true, "redo": true}', "line 1: a step has exactly one of ");
  check('{"trace": []}', 'line 1: a session needs an "id", a string');
  check('{"id": "a", "trace": {}}', 'line 1: "trace" must be a list of steps');
  check('{"id": "a", "trace": [{"undo": true}, 3]}', "line 1, step 1 is not a JSON object");
  check('{"id": "a", "trace": [{"cursor": -1}]}', 'line 1, step 0: "cursor" must be a whole number ≥ 0');
  check('{"open": {"path": "a", "text": ""}}', 'line 1: "languageId" must be a string');
  check('{"open": "a"}', 'line 1: "open" must be an object');
  check('{"edit": {}}', 'line 1: "edit" must be a list of changes');
  check('{"edit": [{"offset": 1.5, "deleted": 0, "inserted": ""}]}', 'line 1: "offset" must be a whole number ≥ 0');
  check('{"accept": "some"}', 'line 1: "accept" must be "all", "word" or "line"');
  check('{"idle": "long"}', 'line 1: "idle" must be a number of milliseconds ≥ 0');
  check('{"undo": 1}', 'line 1: "undo" must be true');
});

const count = fc.nat(1000);
const text = fc.string({ unit: "binary", maxLength: 8 });

const anyStep: fc.Arbitrary<SessionStep> = fc.oneof(
  fc.record({ kind: fc.constant("open" as const), path: text, languageId: text, text }),
  fc.record({
    kind: fc.constant("edit" as const),
    changes: fc.array(fc.record({ offset: count, deleted: count, inserted: text }), { maxLength: 3 }),
    path: fc.option(text, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant("cursor" as const), offset: count }),
  fc.record({ kind: fc.constant("idle" as const), ms: count }),
  fc.record({ kind: fc.constant("complete" as const), offset: count, truth: fc.option(text, { nil: undefined }) }),
  fc.record({ kind: fc.constant("accept" as const), part: fc.constantFrom("all" as const, "word", "line") }),
  fc.record({ kind: fc.constantFrom("undo" as const, "redo" as const) }),
  fc.record({ kind: fc.constantFrom("switch" as const, "close" as const), path: text }),
);

const anySession: fc.Arbitrary<Session> = fc.record({ id: text, trace: fc.array(anyStep, { maxLength: 6 }) });

function complaint(file: string): string {
  try {
    return `no complaint, but ${JSON.stringify(parseSessions(file, "file"))}`;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
