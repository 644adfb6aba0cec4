/** Which files of small trees are imported, told by their paths and by what project files say. */

import { describe, expect, it } from "vitest";
import { ImportedFiles } from "../../src/repo/importedFiles.ts";
import { parseLooseJson } from "../../src/repo/looseJson.ts";
import { isProjectFile, readLayout } from "../../src/repo/moduleLayout.ts";
import { ModuleLayouts } from "../../src/repo/moduleLayouts.ts";
import { makeFolder } from "./repoFolders.ts";

/** Files by path, those without a text by their paths alone. `expected`: all that are imported by their whole names. */
type Tree = Record<string, string | object>;

function trees(title: string, tree: Tree) {
  const texts = Object.entries(tree).map(([path, text]) => [
    `/r/${path}`,
    typeof text === "string" ? text : JSON.stringify(text),
  ]) as [string, string][];
  const layout = readLayout(new Map(texts.filter(([path]) => isProjectFile(path))));
  return (text: string, from: string, expected: string) =>
    it(`${title}: ${text} in ${from}`, () => {
      const imported = new ImportedFiles(text, `/r/${from}`, layout);
      const found = texts.map(([path]) => path).filter((path) => imported.strengthOf(path) === 1);
      expect(found.map((path) => path.slice("/r/".length)).join(" ")).toBe(expected);
    });
}

describe("tsconfig", () => {
  const check = trees("paths", {
    "tsconfig.base.json":
      '{ "compilerOptions": { "paths": { "@lib/*": ["./libs/*"], "~config": ["settings/all.ts"], }, } }',
    "web/tsconfig.json":
      '{\n  // What all share.\n  "extends": "../tsconfig.base",\n  "compilerOptions": { "baseUrl": "src" }\n}',
    "old/jsconfig.json": { compilerOptions: { baseUrl: ".", paths: { "@/*": ["app/*", "generated/*"] } } },
    "libs/cart/total.ts": "",
    "libs/cart/index.ts": "",
    "settings/all.ts": "",
    "web/settings/all.ts": "",
    "web/src/settings/all.ts": "",
    "web/src/pages/home.tsx": "",
    "web/src/libs/pages.ts": "",
    "old/app/till.js": "",
    "old/generated/till.js": "",
    "old/till.js": "",
  });
  check('import { total } from "@lib/cart/total";', "libs/other/a.ts", "libs/cart/total.ts");
  check('import { cart } from "@lib/cart";', "libs/other/a.ts", "libs/cart/index.ts");
  check('import config from "~config";', "libs/a.ts", "settings/all.ts");
  check('import Home from "pages/home";', "web/src/main.ts", "web/src/pages/home.tsx");
  check('import till from "@/till";', "old/main.js", "old/app/till.js old/generated/till.js");
  check('import till from "@/till";', "web/src/main.ts", "");
  check('export * from "./cart/index.js";', "libs/all.ts", "libs/cart/index.ts");
});

describe("package.json", () => {
  const check = trees("workspaces", {
    "package.json": { name: "shop", private: true, workspaces: ["packages/*"] },
    "packages/cart/package.json": {
      name: "@shop/cart",
      main: "./dist/index.cjs",
      exports: {
        ".": { types: "./dist/esm/start.d.ts", default: "./dist/esm/start.js" },
        "./rules/*": "./dist/rules/*.js",
        "./round": ["./src/math/round.ts"],
      },
      imports: { "#rules/*": "./src/rules/*.ts", "#outer": "react" },
    },
    "packages/till/package.json": { name: "till", main: "lib/till.js" },
    "packages/cart/src/start.ts": "",
    "packages/cart/src/index.ts": "",
    "packages/cart/src/rules/tax.ts": "",
    "packages/cart/src/math/round.ts": "",
    "packages/till/src/till.ts": "",
    "packages/till/src/drawer.ts": "",
    "packages/other/round.ts": "",
    "packages/other/tax.ts": "",
  });
  check(
    'import { Cart } from "@shop/cart";',
    "packages/till/src/a.ts",
    "packages/cart/src/start.ts packages/cart/src/index.ts",
  );
  check('import { tax } from "@shop/cart/rules/tax";', "packages/till/src/a.ts", "packages/cart/src/rules/tax.ts");
  check('import { round } from "@shop/cart/round";', "packages/till/src/a.ts", "packages/cart/src/math/round.ts");
  check('import { tax } from "#rules/tax";', "packages/cart/src/a.ts", "packages/cart/src/rules/tax.ts");
  check('import { tax } from "#rules/tax";', "packages/till/src/a.ts", "");
  check('const till = require("till");', "packages/other/a.js", "packages/till/src/till.ts");
  check('import { Drawer } from "till/src/drawer";', "packages/other/a.ts", "packages/till/src/drawer.ts");
});

describe("Python", () => {
  const check = trees("a src layout", {
    "pyproject.toml": '[project]\nname = "shop"\n',
    "src/shop/__init__.py": "",
    "src/shop/cart.py": "",
    "src/shop/rules/__init__.py": "",
    "src/shop/rules/tax.py": "",
    "src/shop/rules/discount.py": "",
    "tools/shop.py": "",
  });
  check("import shop", "tests/test_a.py", "src/shop/__init__.py");
  check("from shop.rules import tax, Rule", "tests/test_a.py", "src/shop/rules/__init__.py src/shop/rules/tax.py");
  check(
    "from shop.rules import (\n    discount as d,\n    tax,\n)",
    "tests/a.py",
    "src/shop/rules/__init__.py src/shop/rules/tax.py src/shop/rules/discount.py",
  );
  check("from . import cart", "src/shop/till.py", "src/shop/__init__.py src/shop/cart.py");
  check("from .rules.tax import rate", "src/shop/till.py", "src/shop/rules/tax.py");
  check("from ..cart import Cart", "src/shop/rules/gift.py", "src/shop/cart.py");
  check("import shop.rules.tax as t", "src/shop/till.py", "src/shop/rules/__init__.py src/shop/rules/tax.py");
});

describe("Go", () => {
  const check = trees("modules", {
    "go.mod": "module example.com/shop/v2\n\ngo 1.22\n\nreplace example.com/scales => ./third/scales\n",
    "tools/go.mod": "module example.com/tools\n",
    "main.go": "",
    "cart/cart.go": "",
    "cart/total.go": "",
    "cart/rules/tax.go": "",
    "tools/print/print.go": "",
    "third/scales/weigh.go": "",
    "other/cart/cart.go": "",
  });
  check('import "example.com/shop/v2/cart"', "main.go", "cart/cart.go cart/total.go");
  check(
    'import (\n\t"fmt"\n\n\tr "example.com/shop/v2/cart/rules"\n\t"example.com/tools/print"\n)',
    "main.go",
    "cart/rules/tax.go tools/print/print.go",
  );
  check('import "example.com/scales"', "cart/cart.go", "third/scales/weigh.go");
  check('import "fmt"', "main.go", "");
});

describe("Java", () => {
  const check = trees("packages", {
    "app/src/main/java/com/shop/Cart.java": "",
    "app/src/main/java/com/shop/rules/Tax.java": "",
    "app/src/test/java/com/shop/CartTest.java": "",
    "lib/src/main/kotlin/com/shop/rules/Gift.kt": "",
  });
  check("import com.shop.Cart;", "app/src/main/java/com/till/Till.java", "app/src/main/java/com/shop/Cart.java");
  check(
    "import static com.shop.rules.Tax.RATE;",
    "app/src/main/java/com/till/Till.java",
    "app/src/main/java/com/shop/rules/Tax.java",
  );
  check(
    "import com.shop.rules.Gift",
    "lib/src/main/kotlin/com/till/Till.kt",
    "lib/src/main/kotlin/com/shop/rules/Gift.kt",
  );
});

describe("Rust", () => {
  const check = trees("a workspace", {
    "Cargo.toml": '[workspace]\nmembers = ["shop", "shop-rules"]\n',
    "shop/Cargo.toml": '[package]\nname = "shop"\nversion = "0.1.0"\n',
    "shop-rules/Cargo.toml":
      '[package]\nname = "shop-rules"\n\n[[bin]]\nname = "till"\n\n[dependencies]\nserde = "1"\n',
    "shop/src/lib.rs": "",
    "shop/src/cart.rs": "",
    "shop/src/cart/total.rs": "",
    "shop/src/till/mod.rs": "",
    "shop/src/till/drawer.rs": "",
    "shop-rules/src/lib.rs": "",
    "shop-rules/src/tax.rs": "",
    "shop-rules/src/cart.rs": "",
  });
  check("mod cart;", "shop/src/lib.rs", "shop/src/cart.rs");
  check("mod total;", "shop/src/cart.rs", "shop/src/cart/total.rs");
  check("pub(crate) mod drawer;", "shop/src/till/mod.rs", "shop/src/till/drawer.rs");
  check("mod tests {", "shop/src/lib.rs", "");
  check("use super::Cart;", "shop/src/cart/total.rs", "shop/src/cart.rs");
  check("use super::super::till::Till;", "shop/src/cart/total.rs", "shop/src/lib.rs shop/src/till/mod.rs");
  check("use self::total::Total;", "shop/src/cart.rs", "shop/src/cart.rs shop/src/cart/total.rs");
  check("use shop_rules::tax::rate;", "shop/src/cart.rs", "shop-rules/src/lib.rs shop-rules/src/tax.rs");
  check(
    "use crate::{\n    cart::{Cart, Item},\n    till::drawer::Drawer as D,\n};",
    "shop/src/a.rs",
    "shop/src/lib.rs shop/src/cart.rs shop/src/till/mod.rs shop/src/till/drawer.rs",
  );
});

describe("configurations", () => {
  const check = (text: string, expected: unknown) => it(text, () => expect(parseLooseJson(text)).toEqual(expected));
  check('{ "a": [1, 2,], /* "b": 3, */ "c": "// no, ]", }', { a: [1, 2], c: "// no, ]" });
  check('\uFEFF{ "a": "\\",}" }', { a: '",}' });
  check("{ a: 1 }", undefined);
  check('{ "a": ', undefined);

  it("are read as they change, with those they extend, and a folder's before all are known", async () => {
    const root = makeFolder({
      "tsconfig.json": '{ "extends": "./configs/base" }',
      "configs/base.json": '{ "compilerOptions": { "paths": { "@a/*": ["../one/*"] } } }',
      "app/main.ts": "",
    });
    const modules = new ModuleLayouts();
    const targets = () => modules.now.map(({ name, target }) => `${name} ${target.slice(root.length + 1)}`);
    await modules.readAbove(`${root}/app/main.ts`, root);
    expect(targets()).toEqual(["@a/* one/*"]);
    await modules.readAll([`${root}/app/main.ts`, `${root}/none/package.json`]);
    expect(targets()).toEqual([]);
    await modules.changed(`${root}/tsconfig.json`);
    expect(targets()).toEqual(["@a/* one/*"]);
    await modules.changed(`${root}/app/main.ts`);
    expect(targets()).toEqual(["@a/* one/*"]);
  });
});
