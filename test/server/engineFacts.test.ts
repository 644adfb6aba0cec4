/** What a bug report says of the index. */

import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import type { IndexStatus } from "../../src/protocol.ts";
import { describeFacts } from "../../src/server/engineFacts.ts";
import { NO_MODEL } from "../../src/server/engineStatus.ts";

const check = (index: IndexStatus | undefined, expected: string) =>
  it(expected, () => {
    const text = describeFacts({
      status: { state: "off", message: "", ...NO_MODEL, ...(index === undefined ? {} : { index }) },
      settings: DEFAULT_SETTINGS,
      languageIds: [],
      outcomes: new Map(),
      lessons: 0,
      client: "a test",
      runningMs: 0,
    });
    expect(text.split("\n").find((line) => line.startsWith("index:"))).toBe(expected);
  });

check(undefined, "index: none");
check({ files: 12, units: 34, bytes: 1_200_000, isComplete: false }, "index: 12 files, 34 units, 1 MB, being built");
check({ files: 12, units: 34, bytes: 7_600_000, isComplete: true }, "index: 12 files, 34 units, 8 MB, ready");
