/** Says what went wrong at a test's first try, where a second one may pass: nothing that failed goes by unseen. */

import { afterEach } from "vitest";

const said = new WeakSet<object>();

afterEach(({ task }) => {
  const { state, errors = [] } = task.result ?? {};
  if (state !== "fail" || said.has(task)) return;
  said.add(task);
  console.log(`failed at the first try: ${task.fullTestName}: ${errors[0]?.stack ?? errors[0]?.message}`);
});
