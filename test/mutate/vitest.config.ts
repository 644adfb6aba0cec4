import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** One process that runs everything, one after the other. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/mutate/mutate.trial.ts"],
    pool: "forks",
    testTimeout: 0,
    dangerouslyIgnoreUnhandledErrors: true,
    disableConsoleIntercept: true,
  },
});
