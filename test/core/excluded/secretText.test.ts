/** Texts of keys under any name, and texts that only speak of them. What looks like a key here was made up. */

import { describe, expect, test } from "vitest";
import { findExclusion } from "../../../src/core/excluded/excluded.ts";
import { HEAD_LENGTH, headOf } from "../../../src/core/excluded/secretText.ts";

function ruleFor(uri: string, text: string, languageId = "plaintext"): string | undefined {
  return findExclusion({ uri, languageId, head: headOf(text) }, [])?.rule;
}

const DASHES = "-----";
const BODY = `${"MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ".slice(0, 64)}\n`.repeat(6);
const pem = (label: string): string => `${DASHES}BEGIN ${label}${DASHES}\n${BODY}${DASHES}END ${label}${DASHES}\n`;
const ARMOUR = `${DASHES}BEGIN PGP PRIVATE KEY BLOCK${DASHES}\nVersion: X\n\nlQOYBF\n`;
const AGE = `AGE-SECRET-${"KEY"}-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZ`;

function checkSecret(name: string, text: string, what: RegExp): void {
  test(`${name} is never read: ${what.source}`, () => expect(ruleFor(name, text)).toMatch(what));
}

describe("under any other name", () => {
  for (const label of ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
    for (const name of ["notes.txt", "backup", "a.ts", "README.md", "config.yaml"])
      checkSecret(name, pem(label), /first lines hold a private key/);
  checkSecret("notes", `\uFEFF\r\n\r\n${pem("EC PRIVATE KEY").replaceAll("\n", "\r\n")}`, /a private key/);
  checkSecret("notes.txt", `The key of the old server\n\n${pem("DSA PRIVATE KEY")}`, /a private key/);
  checkSecret("values.yaml", `tls:\n  key: |\n    ${pem("PRIVATE KEY").replaceAll("\n", "\n    ")}`, /a private key/);
  checkSecret("app.properties", `a=1\nkey=${DASHES}BEGIN PRIVATE KEY${DASHES}\\n${BODY}`, /a private key/);
  checkSecret("chain", pem("CERTIFICATE") + pem("PRIVATE KEY"), /a key or a certificate|a private key/);
  checkSecret("dump.txt", `Bag Attributes\n    localKeyID: 01\n${pem("PRIVATE KEY")}`, /certificates/);
  checkSecret("list", pem("CERTIFICATE"), /a certificate/);
  checkSecret("old.txt", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: x\n", /a private key/);
  checkSecret("static.txt", `#\n# 2048 bit\n#\n${DASHES}BEGIN OpenVPN Static key V1${DASHES}\n`, /a private key/);
  checkSecret("manual.asc", ARMOUR, /a private key/);
  checkSecret("mail.asc", `${DASHES}BEGIN PGP MESSAGE${DASHES}\n\nhQEMA\n`, /a key/);
  checkSecret("work.txt", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", /PuTTY/);
  checkSecret("mine", `# created: 2024-01-02T03:04:05Z\n# public key: age1q\n${AGE}\n`, /an age key/);
  checkSecret("mine.ts", `${AGE}\n`, /an age key/);
  checkSecret("x.sec", "untrusted comment: minisign encrypted secret key\nRWRT\n", /a secret key/);
  checkSecret("hs", "== ed25519v1-secret: type0 ==\n", /Tor/);
  checkSecret("0A1B", "Created: 2024\n(protected-private-key (rsa\n".slice(14), /GnuPG/);
  checkSecret("pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@home\n", /SSH/);
  checkSecret("all.yml.bin", "$ANSIBLE_VAULT;1.1;AES256\n3132\n", /Ansible/);
  checkSecret("wallet-2", `[${new Array(64).fill(7).join(",")}]`, /a pair of keys/);
  checkSecret("rest.txt", BODY, /a key without its first line/);
  checkSecret("cut.txt", `${BODY}${DASHES}END RSA PRIVATE KEY${DASHES}\n`, /a private key|a key without/);
});

describe("credentials in their own format", () => {
  checkSecret("project.json", '{\n  "type": "service_account",\n  "project_id": "x"\n}', /service account/);
  checkSecret("p.json", `{"private_key": "${DASHES}BEGIN PRIVATE KEY${DASHES}\\nMII"}`, /private key/);
  checkSecret("app.json", '{"installed":{"client_id":"1","client_secret":"ABCDEFGHIJ-k"}}', /application/);
  checkSecret("adc", '{\n "refresh_token": "1//0abcdefgh",\n}', /application/);
  checkSecret("key.jwk", '{"kty":"EC","crv":"P-256","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZ"}', /JWK/);
  checkSecret("0a1b.json", '{"crypto":{"ciphertext":"0a","kdf":"scrypt","kdfparams":{}}}', /a store of keys/);
  checkSecret("db.yaml", "apiVersion: v1\nkind: Secret\nstringData:\n  a: b\n", /a secret of a cluster/);
  checkSecret(
    "admin.yaml",
    "kind: Config\nusers:\n- user:\n    client-key-data: LS0tLS1CRUdJTg\n",
    /a key of a cluster/,
  );
  checkSecret(".npmrc", "//registry.example.org/:_authToken=0a1b2c3d4e\n", /a registry/);
  checkSecret(".yarnrc.yml", "npmAuthToken: 0a1b2c3d4e\n", /a registry/);
  checkSecret("aws.txt", "[default]\naws_secret_access_key = wJalrXUtnFEMIK7MDENG\n", /AWS/);
  checkSecret(".bashrc", "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENG\n", /AWS/);
  checkSecret("office.conf", `[Interface]\nPrivateKey = ${"yAnz5TF".repeat(6)}=\n`, /WireGuard/);
  checkSecret("logins.txt", "machine example.org\n  login me\n  password hunter\n", /logins/);
});

function checkOrdinary(name: string, text: string, languageId?: string): void {
  test(`${name} is completed: ${JSON.stringify(text.slice(0, 40))}`, () =>
    expect(ruleFor(name, text, languageId)).toBeUndefined());
}

describe("what only speaks of keys", () => {
  checkOrdinary("id_rsa_test.go", `package keys\n\nconst key = \`\n${pem("RSA PRIVATE KEY")}\`\n`);
  checkOrdinary("fixtures.py", `"""Keys for tests."""\n\nKEY = """\\\n${pem("PRIVATE KEY")}"""\n`);
  checkOrdinary("pem.ts", `export const BEGIN = "${DASHES}BEGIN PRIVATE KEY${DASHES}";\n`);
  checkOrdinary("keys.md", `# Keys\n\nA key begins with\n\n    ${DASHES}BEGIN PRIVATE KEY${DASHES}\n`);
  checkOrdinary("guide.asc", "= Signing\n\nA guide to `gpg --armor`.\n");
  checkOrdinary("signed.txt", `${DASHES}BEGIN PGP SIGNED MESSAGE${DASHES}\nHash: SHA256\n\nHello\n`);
  checkOrdinary("age.go", `package age\n\nconst test = "${AGE}"\n`);
  checkOrdinary("tool", `#!/usr/bin/env python3\nKEY = "${DASHES}BEGIN PRIVATE KEY${DASHES}"\n`, "python");
  checkOrdinary(".npmrc", "registry=https://registry.example.org/\nsave-exact=true\n");
  checkOrdinary(".npmrc", `//registry.example.org/:_authToken=$\{NPM_TOKEN}\n`);
  checkOrdinary("templates/secret.yaml.tpl", "kind: Secret\ndata:\n  a: {{ .Values.a }}\n");
  checkOrdinary("chart.yaml", "kind: Secret\ndata:\n  a: {{ .Values.a | b64enc }}\n");
  checkOrdinary("rbac.yaml", "kind: Role\nrules:\n- resources: [secrets]\n");
  checkOrdinary("openapi.json", '{"properties":{"client_secret":{"type":"string"}}}');
  checkOrdinary("schema.json", '{"properties":{"private_key":{"type":"string"}}}');
  checkOrdinary("jwks.json", '{"keys":[{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM","e":"AQAB"}]}');
  checkOrdinary("words.txt", "hello\nworld\nagain\n");
  checkOrdinary("rule.txt", `${"-".repeat(70)}\n${"-".repeat(70)}\n${"-".repeat(70)}\n`);
  checkOrdinary("numbers.json", "[1, 2, 3]");
  checkOrdinary("empty", "");
  checkOrdinary("far.txt", `${"a line\n".repeat(200)}${pem("PRIVATE KEY")}`);
  checkOrdinary("wide.txt", `${"a".repeat(HEAD_LENGTH)}\n${pem("PRIVATE KEY")}`);
});
