/** The part of VS Code's command line that test runners use. */

import { join, resolve } from "node:path";

export interface LaunchOptions {
  readonly userData: string;
  readonly extensions: string;
  readonly developmentPaths: readonly string[];
  readonly testsPath: string | undefined;
  /** Files and folders to open. */
  readonly open: readonly string[];
}

/** @param folder where the data goes that the arguments give no place for */
export function parseLaunchArguments(args: readonly string[], folder: string): LaunchOptions {
  const options = new Map<string, string[]>();
  const open: string[] = [];
  for (const argument of args) {
    const option = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
    if (option === null) open.push(resolve(argument));
    else options.set(option[1]!, [...(options.get(option[1]!) ?? []), option[2] ?? "true"]);
  }
  const path = (name: string) => options.get(name)?.map((value) => resolve(value)) ?? [];
  return {
    userData: path("user-data-dir").at(-1) ?? join(folder, "user"),
    extensions: path("extensions-dir").at(-1) ?? join(folder, "extensions"),
    developmentPaths: path("extensionDevelopmentPath"),
    testsPath: path("extensionTestsPath").at(-1),
    open,
  };
}
