/** The frame of the panel's page: one script, one style sheet, and a policy that lets nothing else in. */

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(18).toString("base64");
  const at = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", name)).toString();
  // Elements style themselves by style sheet objects, which no policy governs.
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Turnkey</title>
<link rel="stylesheet" href="${at("panel.css")}">
</head>
<body>
<script type="module" nonce="${nonce}" src="${at("panel.js")}"></script>
</body>
</html>`;
}
