/** Which proxy an address is reached by. */

import { describe, expect, it } from "vitest";
import { proxyFor } from "../../src/network/networkAccess.ts";

describe("the proxy", () => {
  const check = (url: string, proxy: string, environment: Record<string, string>, expected: string | undefined) =>
    it(`${url} ${proxy} ${JSON.stringify(environment)}`, () => {
      expect(proxyFor(new URL(url), { proxy, strictSSL: true, noProxy: ["own.org:8080"] }, environment)).toBe(expected);
    });

  check("https://a.org/m", "", {}, undefined);
  check("https://a.org/m", "http://p:1", {}, "http://p:1");
  check("https://a.org/m", "p:1", {}, "http://p:1");
  check("https://a.org/m", "http://p:1", { HTTPS_PROXY: "http://q:2" }, "http://p:1");
  check("https://a.org/m", "", { HTTPS_PROXY: "http://q:2" }, "http://q:2");
  check("https://a.org/m", "", { https_proxy: "q:2" }, "http://q:2");
  check("https://a.org/m", "", { HTTP_PROXY: "http://q:2" }, "http://q:2");
  check("http://a.org/m", "", { HTTPS_PROXY: "http://q:2" }, undefined);
  check("https://a.org/m", "p:1", { NO_PROXY: "b.org, a.org" }, undefined);
  check("https://x.a.org/m", "p:1", { NO_PROXY: ".a.org" }, undefined);
  check("https://xa.org/m", "p:1", { NO_PROXY: "a.org" }, "http://p:1");
  check("https://a.org/m", "p:1", { NO_PROXY: "*" }, undefined);
  check("https://a.org/m", "p:1", { NO_PROXY: "a.org:443" }, undefined);
  check("https://a.org/m", "p:1", { NO_PROXY: "a.org:80" }, "http://p:1");
  check("http://127.0.0.1:8012/v1", "p:1", {}, undefined);
  check("http://localhost:8012/v1", "", { HTTP_PROXY: "http://q:2", HTTPS_PROXY: "http://q:2" }, undefined);
  check("https://[::1]:8012/v1", "p:1", {}, undefined);
  check("http://own.org:8080/m", "p:1", {}, undefined);
});
