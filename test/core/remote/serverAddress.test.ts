/** Where servers are, as people write it. */

import { describe, expect, it } from "vitest";
import { isSameServer, parseServerAddress } from "../../../src/core/remote/serverAddress.ts";

describe("an address", () => {
  /** `said`: url, then `here` and `private` where it is. */
  const check = (text: string, said: string | undefined) =>
    it(text, () => {
      const found = parseServerAddress(text);
      const words = found && [found.url, ...(found.isHere ? ["here"] : []), ...(found.isPrivate ? ["private"] : [])];
      expect(words?.join(" ")).toBe(said);
    });

  check("127.0.0.1:8012", "http://127.0.0.1:8012 here private");
  check("localhost:8012/", "http://localhost:8012 here private");
  check("http://[::1]:8012", "http://[::1]:8012 here private");
  check("127.1.2.3", "http://127.1.2.3 here private");
  check("gpu.example", "https://gpu.example private");
  check("gpu.example:8000/v1", "https://gpu.example:8000 private");
  check("gpu.example:80", "https://gpu.example:80 private");
  check("gpu.example:443", "https://gpu.example private");
  check(" https://gpu.example/llama/v1/ ", "https://gpu.example/llama private");
  check("http://192.168.1.5:8012", "http://192.168.1.5:8012");
  check("http://127.0.0.1.evil.example", "http://127.0.0.1.evil.example");
  check("http://localhost.evil.example", "http://localhost.evil.example");
  check("https://user:word@gpu.example", undefined);
  check("https://gpu.example/?key=1", undefined);
  check("ftp://gpu.example", undefined);
  check("file:///etc/passwd", undefined);
  check("not an address", undefined);
  check("", undefined);
});

describe("an answer that sends elsewhere", () => {
  const check = (location: string, isSame: boolean) =>
    it(`${location}: ${isSame}`, () =>
      expect(isSameServer({ url: "https://gpu.example/llama" }, location)).toBe(isSame));

  check("/other", true);
  check("completion", true);
  check("https://gpu.example/v2/completion", true);
  check("http://gpu.example/completion", false);
  check("https://gpu.example:8443/completion", false);
  check("//evil.example/completion", false);
  check("https://evil.example", false);
  check("javascript:alert(1)", false);
});
