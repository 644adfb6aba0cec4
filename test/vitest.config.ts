import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What loads the model or starts the engine: one file at a time, or waiting threads would spin against each other. */
const ALONE = ["test/models/**/*.test.ts", "test/server/**/*.test.ts", "test/cli/**/*.test.ts"];

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  // The real one exists only inside an editor.
  resolve: {
    alias: [{ find: /^vscode$/, replacement: fileURLToPath(new URL("fakes/vscode/index.ts", import.meta.url)) }],
  },
  test: {
    setupFiles: [fileURLToPath(new URL("seed.ts", import.meta.url))],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [...ALONE, "test/editor/**"],
          maxWorkers: 2,
          // A machine that does other things besides is no failure.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: ALONE,
          fileParallelism: false,
          // Real processes on a machine that does other things besides; a first try that failed is printed.
          retry: 1,
          setupFiles: [fileURLToPath(new URL("retried.ts", import.meta.url))],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
