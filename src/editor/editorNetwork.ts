/** How the network is reached, as the editor's own settings have it. */

import * as vscode from "vscode";
import type { EditorNetwork } from "../protocol.ts";

export function readNetwork(): EditorNetwork {
  const http = vscode.workspace.getConfiguration("http");
  const isOff = http.get<string>("proxySupport") === "off";
  const proxyAuthorization = http.get<string | null>("proxyAuthorization");
  return {
    proxy: http.get<string>("proxy") ?? "",
    noProxy: isOff ? ["*"] : (http.get<string[]>("noProxy") ?? []),
    strictSSL: http.get<boolean>("proxyStrictSSL") ?? true,
    systemCertificates: http.get<boolean>("systemCertificates") ?? true,
    ...(proxyAuthorization ? { proxyAuthorization } : {}),
  };
}
