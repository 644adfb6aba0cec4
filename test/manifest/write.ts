/** `npm run manifest`: writes the settings' parts of `package.json` from the table of settings. */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SETTINGS } from "../../src/core/settings/settings.ts";
import { missingWords, settingsPart, withSettings } from "./settingsPart.ts";

const place = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const words = JSON.parse(readFileSync(place("package.nls.json"), "utf8"));
const missing = missingWords(SETTINGS, words);
for (const complaint of missing) console.error(complaint);
if (missing.length > 0) process.exitCode = 1;
const before = readFileSync(place("package.json"), "utf8");
const after = withSettings(before, settingsPart(SETTINGS, words));
if (after !== before) writeFileSync(place("package.json"), after);
console.log(after === before ? "package.json has all settings already" : "package.json was written");
