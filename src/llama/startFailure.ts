/** Why llama.cpp does not start on a machine, and what a person can do about it. */

export interface StartMachine {
  readonly platform: string;
  readonly arch: string;
  /** The version of GNU's C library that runs this process; undefined where another one does. */
  readonly glibc: string | undefined;
}

export function readStartMachine(): StartMachine {
  const { header } = (process.report?.getReport() ?? {}) as { header?: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: header?.glibcVersionRuntime };
}

/** `reason` is what the library said; `gpu` is the setting. */
export function describeStartFailure(
  { platform, arch, glibc }: StartMachine,
  gpu: "auto" | "off",
  reason: string,
): string {
  if (platform === "linux" && glibc === undefined)
    return "Turnkey's engine needs GNU's C library, which Alpine Linux and other systems with musl do not have. Use a container or machine with Debian, Ubuntu, Fedora or the like.";
  if (/no prebuilt|prebuilt binar|cannot find (?:package|module)|not found/i.test(reason))
    return `This package of Turnkey has no engine for ${platform}-${arch}: it was made for another kind of machine. Install the one for ${platform}-${arch}.`;
  const action =
    gpu === "auto"
      ? "Set turnkey.engine.gpu to off and restart the engine."
      : "Run `turnkey doctor` and report what it says.";
  return `llama.cpp does not start on this machine (${reason}). ${action}`;
}
