/** Another part of the body above, between it and what ends it, comes with a body of its own. */

import { describe } from "vitest";
import { check } from "./check.ts";

/** What the model writes comes out, with more behind it that does not. */
const whole = (languageId: string, marked: string, text: string, more = "") =>
  check(
    languageId,
    marked,
    text + more,
    marked.replace("▮", () => text),
  );

describe("in front of the word that ends the body", () => {
  whole("ruby", "if ready\n  start\n▮\nend\n", "else\n  wait", "\nend\n");
  whole("ruby", "def load\n  read\n▮\nend\n", "rescue Error => e\n  warn e", "\nend\n");
  whole("ruby", "case kind\nwhen 1\n  one\n▮\nend\n", "when 2\n  two", "\nend\n");
  whole("shellscript", 'if [ -f "$1" ]; then\n  cat "$1"\n▮\nfi\n', "elif true; then\n  echo no", "\nfi\n");
  whole("lua", "if ready then\n  start()\n▮\nend\n", "else\n  wait()", "\nend\n");
  whole("julia", "if ready\n    start()\n▮\nend\n", "elseif a\n    wait()", "\nend\n");
  whole("elixir", "if ready do\n  start()\n▮\nend\n", "else\n  wait()", "\nend\n");
  whole("vb", "If ready Then\n    Start()\n▮\nEnd If\n", "Else\n    Wait()", "\nEnd If\n");
  whole("cmake", "if(READY)\n  start()\n▮\nendif()\n", "else()\n  wait()", "\nendif()\n");
  whole("makefile", "ifdef READY\nA = 1\n▮\nendif\n", "else\nA = 2", "\nendif\n");
  whole("jinja", "{% if a %}\n  <p>a</p>\n▮\n{% endif %}\n", "{% else %}\n  <p>b</p>", "\n{% endif %}\n");
  whole("svelte", "{#if a}\n  <p>a</p>\n▮\n{/if}\n", "{:else}\n  <p>b</p>", "\n{/if}\n");
  whole("erb", "<% if a %>\n  <p>a</p>\n▮\n<% end %>\n", "<% else %>\n  <p>b</p>", "\n<% end %>\n");
});

describe("in front of what ends a condition on what is compiled", () => {
  whole("c", "#ifdef A\nint a;\n▮\n#endif\n", "#else\nint b;", "\n#endif\n");
  whole("cpp", "#if A\n#define B 1\n▮\n#endif // A\n", "#elif C\n#define B 2", "\n#endif\n");
  whole(
    "c",
    "int f(void) {\n#ifdef A\n    return 1;\n▮\n#endif\n}\n",
    "#else\n#if B\n    g();\n#endif\n    return 2;",
    "\n#endif\n}\n",
  );
  whole("csharp", "class A\n{\n#if DEBUG\n    int a;\n▮\n#endif\n}\n", "#else\n    int b;", "\n#endif\n}\n");
  whole("swift", "#if os(iOS)\nlet a = 1\n▮\n#endif\n", "#else\nlet a = 2", "\n#endif\n");
});

describe("in front of code in a text", () => {
  const text = "<?php if ($a): ?>\n  <p>a</p>\n▮\n<?php endif; ?>\n";
  whole("php", text, "<?php else: ?>\n  <p>b</p>", "\n<?php endif; ?>\n");
  whole("php", text, "<?php elseif ($b): ?>\n  <p>b</p>", "\n<?php endif; ?>\n");
  const loop = "<?php foreach ($a as $b): ?>\n  <p>a</p>\n▮\n<?php endforeach; ?>\n";
  whole("php", loop, "<?php if ($b): ?>\n  <p>b</p>\n<?php endif; ?>", "\n<?php endforeach; ?>\n");
});

describe("a case as far left as its switch", () => {
  whole("swift", "switch a {\ncase .b:\n    c()\n▮\n}\n", "case .d:\n    e()", "\n}\n");
  whole("php", "<?php\nswitch ($a) {\ncase 1:\n    b();\n▮\n}\n", "case 2:\n    c();", "\n}\n");
  whole(
    "go",
    "package a\n\nfunc f() {\n\tswitch a {\n\tcase 1:\n\t\tb()\n\t▮\n\t}\n}\n",
    "case 2:\n\t\tc()",
    "\n\t}\n}\n",
  );
});

describe("where bodies are what stands further right", () => {
  whole("python", "if a:\n    b()\n▮\nelse:\n    c()\n", "elif d:\n    e()", "\nelse:\n    c()\n");
  whole("python", "try:\n    a()\n▮\nfinally:\n    b()\n", "except Error:\n    c()", "\nfinally:\n");
  whole("python", "if a:\n    b()\n▮\n", "else:\n    c()", "\nd()\n");
  whole("nim", "case a\nof 1:\n  b()\n▮\n", "of 2:\n  c()", "\nd()\n");
});

describe("a pattern of a shell's case is no closer", () => {
  const cases = 'case "$1" in\n  a)\n    one\n    ;;\n  ▮\nesac\n';
  whole("shellscript", cases, "*)\n    two\n    ;;", "\nesac\n");
  whole("shellscript", cases, "b|c) two ;;\n  -d ) three ;;", "\nesac\n");
  whole("shellscript", 'case "$1" in\n  ▮\nesac\n', "a)\n    one\n    ;;", "\nesac\n");
  whole("shellscript", 'case "$1" in\n  a)\n    one\n    ;;\n  -b|--bb)\n    ▮\n  *)\n    ;;\nesac\n', "two\n    ;;");
  whole("shellscript", "names=(\n  a\n  ▮\nb\n", "c)");
});

describe("alone it is shown nowhere but where the model itself ended it", () => {
  check("lua", "if ready then\n  start()\n▮\nend\n", "else\nend\n", null);
  check("shellscript", "if a; then\n  b\n▮\nfi\n", "else\nfi\n", null);
});
