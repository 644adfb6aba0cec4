import { expect, it } from "vitest";
import { countClasses } from "./syntaxClasses.ts";

const check = (language: string, prefixes: readonly string[], expected: string) =>
  it(`${language} ${JSON.stringify(prefixes)}`, () => {
    expect(countClasses(language, prefixes)).toBe(expected);
  });

check("c", [], "–");
check("c", ['int x;\nCOPY(a, b, "c")\nIM2'], "behind a macro call that stands for a declaration 1");
check("go", ['COPY(a, b, "c")\nIM2'], "not named yet 1");
