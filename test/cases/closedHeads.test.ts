/** The head of a body is begun in front of a bracket that the editor has closed: the text says it again and goes on. */

import { describe } from "vitest";
import { check } from "./check.ts";

/** `text` takes the place of the bracket behind the cursor; the model goes on with what stands below. */
function checkHead(languageId: string, marked: string, text: string, more = ""): void {
  const [, rest = ""] = marked.split("▮");
  const wanted = marked.replace(/▮[)\]]/, () => text);
  check(languageId, marked, text + more + rest.slice(1), wanted);
}

describe("a body behind a condition, and behind parameters", () => {
  checkHead("javascript", "function f(a) {\n  if (a▮)\n}\n", ") {\n    g();\n  }");
  checkHead("javascript", "function f(a) {\n  for (const b of a▮)\n\n  return c;\n}\n", ".d) {\n    g(b);\n  }");
  checkHead("typescript", "function f(a: A▮)\n\nf(b);\n", ", c = 1) {\n  g(a);\n}");
  checkHead("typescript", "try {\n  a();\n} catch (e▮)\n\nb();\n", ") {\n  log(e);\n}");
  checkHead("java", "class A {\n  void f(int a▮)\n\n  void g() {}\n}\n", ", int b) {\n    g();\n  }");
  checkHead("csharp", "class A {\n  void F(int a) {\n    while (a▮)\n    G();\n  }\n}\n", " > 0) {\n      a--;\n    }");
  checkHead("php", "<?php\nfunction f($a) {\n    if ($a▮)\n\n    return 1;\n}\n", ") {\n        g();\n    }");
  checkHead("c", "int f(int a) {\n  if (a▮)\n\n  return 1;\n}\n", " > 1) {\n    g();\n  }");
  checkHead("cpp", "void f(int a▮)\n\nint g();\n", ", int b) {\n  h(a);\n}");
  checkHead("kotlin", "fun f(a: Int) {\n    if (a▮)\n\n    h()\n}\n", " > 1) {\n        g()\n    }");
  checkHead("dart", "void f(int a) {\n  if (a▮)\n\n  h();\n}\n", " > 1) {\n    g();\n  }");
});

describe("a clause below ends the body of the one that is begun", () => {
  const elseBelow = (head: string) => `f() {\n  if (b) {\n    c();\n  } ${head}▮)\n  } else {\n    d();\n  }\n}\n`;
  const body = " > 1) {\n    g();";
  for (const head of ["function ", ""])
    checkHead(
      "javascript",
      `${head === "" ? "class A {\n" : head}${elseBelow("else if (a")}${head === "" ? "}\n" : ""}`,
      body,
      "\n  }",
    );
  checkHead("typescript", "try {\n  a();\n} catch (e▮)\n} finally {\n  b();\n}\n", ") {\n  log(e);", "\n}");
  checkHead("java", `class A {\n  void ${elseBelow("else if (a")}}\n`, body, "\n  }");
  checkHead("cpp", `void ${elseBelow("else if (a")}`, body, "\n  }");
  checkHead("csharp", `class A {\n  void ${elseBelow("else if (a")}}\n`, body, "\n  }");
  checkHead("php", "<?php\nif ($a) {\n    b();\n} elseif ($c▮)\n} else {\n    d();\n}\n", ") {\n    e();", "\n}");
  checkHead("kotlin", `fun ${elseBelow("else if (a")}`, body, "\n  }");
  checkHead("dart", `void ${elseBelow("else if (a")}`, body, "\n  }");
  check(
    "go",
    "package a\n\nfunc f() {\n\tif a {\n\t\tb()\n\t} else if c▮\n\t} else {\n\t\td()\n\t}\n}\n",
    " > 0 {\n\t\te()\n\t}\n",
    "package a\n\nfunc f() {\n\tif a {\n\t\tb()\n\t} else if c > 0 {\n\t\te()\n\t} else {\n\t\td()\n\t}\n}\n",
  );
  // What is no clause ends another body, however far to the right.
  checkHead("javascript", "function f() {\nif (a▮)\n}\n", ") {\n  b();\n}");
  // Further left it is another body's.
  checkHead("javascript", "if (a) {\n  if (b▮)\n} else {\n  c();\n}\n", ") {\n    d();\n  }");
});

describe("what the rest of the line closes is said once", () => {
  check("javascript", "f(a▮);\n", ", b);\n", "f(a, b);\n");
  check("javascript", "f(a▮);\n", ", b);\ng(c);\n", "f(a, b);\n");
  check("javascript", "const a = [b▮]\n", ", c]\n", "const a = [b, c]\n");
  check("python", "print(a▮)\n", ", b)\nprint(c)\n", "print(a, b)\n");
  check("javascript", "f(a▮)\n", ")\n", null);
});
