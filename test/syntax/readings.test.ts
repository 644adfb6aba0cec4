/** Constructs that grammars do not know: right texts, each judged at every character, and what must be refused all the same. */

import { expect, it } from "vitest";
import { withOracle } from "./oracles.ts";
import { checkVerdicts } from "./verdicts.ts";

/** No beginning of a right text is refused. */
function check(language: string, ...texts: readonly string[]): void {
  for (const text of texts)
    it(`${language} ${JSON.stringify(text)}`, () =>
      withOracle(language, (oracle) => {
        const beginnings = Array.from({ length: text.length + 1 }, (_, end) => text.slice(0, end));
        expect(beginnings.filter((beginning) => oracle.judge(beginning) !== "viable")).toEqual([]);
      }));
}

function checkWrong(language: string, ...texts: readonly string[]): void {
  checkVerdicts(language, "dead", ...texts);
}

check("java", "import module java.base;\nclass A {}\n");
check("bash", "exec 3<>/dev/null\n");
check("cpp", 'int f() { return printf("%" PRId64 "\\n", a); }\n');

check(
  "typescript",
  'export type * from "./shapes";\nexport type * as shapes from "./shapes";',
  'import defer * as heavy from "./heavy";',
  "for (using file of open()) {}",
  "async () => { for await (using file of open()) {} for (await using db of all) {} await using x = y; }",
  "class Box { static accessor #size = 1; accessor width: number }",
  "interface Box<in out T, out U> { get(): T }",
  'mock<typeof import("./shapes")>("./shapes", async () => {});',
  'type Circle = import("./shapes", { with: { mode: "import" } }).Circle<T>["radius"];',
  "const q = sql<{ id: string; tags: Array<Set<T>> }>`select id`;",
  "type Pick = {\n  (): Box<S>\n  <U>(\n    from: (a: Box<S>) => U,\n    same?: (a: U, b: U) => boolean\n  ): U\n}\n",
  "interface Get {\n  <K extends keyof A['b']>(key: K): A['b'][K]\n  <K extends keyof C>(key: K): C[K]\n  <K>(key: K): K\n}\n",
);
checkWrong(
  "typescript",
  'export type from from "a";\n',
  "class Box { accessor = = 1 }",
  "const a = sql<{ b: string }> = `c`;",
  "f(a, in b);\n",
  "type Pick = {\n  (): Box\n  <U(from: U): U\n}\n",
  "f(a\n  <U>(b c));\n",
  "const x = = typeof import(",
);
check("tsx", "const Item = styled(Button)<{ $open: boolean }>`color: red;`;\nconst a = <p>{b}</p>;");

check(
  "python",
  "class Box[T = int, *Ts = *tuple[int, ...], **P = [int]]: pass\ndef f[T: int = bool](a: T): pass\ntype A[T = int] = list[T]\n",
  'f"{size:=^10} {size:=+5}"',
  "match *head, tail:\n    case [*_, last]: pass\n",
);
checkWrong("python", "x = f[a = = b]", "match * *a:\n", 'f"{a b}"\n');

check("go", "package p\nvar ( a = 1; b int )\nconst ( A = 1 )", "package p\nvar r = '\\u00e9' + '\\U0001F600'");
checkWrong("go", "package p\nvar ( a = 1; b int ))", "package p\nfunc f() { g(a b) }");

check(
  "rust",
  'unsafe extern "C" { pub safe fn a(b: i32); safe static C: i32; }',
  "impl Shape<-1> for Square {}",
  "fn f() { match a { Point { #[cfg(x)] b, .. } => {} } Point { b, .. } = c; }",
  "fn f() { let g = for<'a> |h: &'a u8| {}; let c = '\\u{41}'; }",
  "pub auto trait Plain {}\ntrait Both = Plain + Send;",
  "const fn f<const N: usize>() where [(); N]: {}\nimpl const A for B {}\nfn g<T: ~const A>() {}",
);
checkWrong("rust", "trait Both = = Plain;", "fn f() { safe safe g(); }", "fn f(a: ) { b c }");

check(
  "c",
  "struct bits { unsigned a : 3, : 0; };\nenum size : unsigned char { SMALL };",
  "_Atomic(struct a *) next; const _Atomic(int) count;",
  "auto end = nullptr; _Complex double z; unsigned _BitInt(3) y;",
  "PUBLIC int f(void);\nstatic PUBLIC int x;\nstatic quick void\ng(int a)\n{\n}",
  "void f() { for_each(a, list) use(a); LOCKED(a, b) { c(); } }",
  "int all[] = { A,\n#ifdef B\nB,\n#else\nC,\n#endif\nD };",
  "void f() { g(a,\n#ifdef B\nb,\n#endif\nc); }",
  "typedef t __attribute__((mode(x))) u;\n#if __has_include(<a.h>)\n#endif",
  "void f(int a) { switch (a) { case 1 ... 3: case 'a' ... 'z': goto *next; } void *p = &&end; end: ; }",
  "int at = offsetof(struct a, b.c); int size = FIELD(struct a, b);",
);
checkWrong("c", "int x = 1 2;", "void f() { g(a; }", "int a[] = { 1 2 };", "struct s { int a : : 3; };\n");
check(
  "cpp",
  "void f() { (a->*b)(); c.*d = 1; if consteval {} else {} }",
  "class WIDGETS_API Window : public Base { Q_OBJECT Q_PROPERTY(int a READ a WRITE b) };",
  "class Worker { signals: void done(); };",
  "template class Box<int>; void f(std::function<void(int)> done = {}, int a = 1); A a = {.b{1}};",
);
checkWrong("cpp", "void f() { a->* *; }", "int x = 1 2;", "template <class T class U> void f();");

check(
  "csharp",
  "class A { private List<int> sizes = []; int[] F() => [1, ..b]; void G() { H([]); foreach (var x in y ?? []) { } } }",
  "class A { void F() { a?.B = 1; a?[0] = 2; (b ? ref c : ref d) = 1; e = (ref f, out g) => { }; } }",
  'class A { void F() { x = $$"""{{a}} b"""; if (c is [_, .. var d] or 2) { } y = "a"u8; } }',
  "class A { int this[int a, params Span<int> b] { get => c; } void operator +=(int d) { } }",
  "readonly ref partial struct Slice<T> { }\nstatic class B { extension(string s) { public int C => 1; } }",
  "class A<T> where T : B\n#if C\n, D\n#endif\n{ int[] e = { 1,\n#if C\n2,\n#endif\n3 }; }",
  "class A { void F() { b\n#if C\n.d()\n#endif\n.e(); if (f) { }\n#if C\nelse { }\n#endif\n} }",
  "enum A {\n#if B\nC,\n#endif\nD }\nclass E {\n#if B\npublic ref\n#else\npublic\n#endif\nstruct F { } }",
);
checkWrong("csharp", "class A { int a = 1 2;", "class A { void F() { a?.; } }", "class A { void F() { G([1 2]); } }");

check(
  "css",
  "@media (400px <= width < 700px) or (hover) { a { b: c } }\n@container card (width > 1px) { a { b: c } }",
  '@reference "./a.css"; @source inline("{hover:,}b"); @import url("a.css") layer(b); @layer a.b, c; @utility tab-* { a: --value(--b-*); }',
  ".a { .b &:c { d: e } > .f { g: h } & + & { i: j } }",
  ":root { --a:{ b: c }; --d: { e: f }; --g:; --h-*: initial; }\n#a\\.b, .md\\:flex { c: d; width: 1px\\9; *zoom: 1 }",
  'a { b: ◆; c: if(style(--d: 1): 2px; else: 3px); e: f(g(<length>)); }\n[b="c" i] { d: e }',
  "@keyframes a { 50.5% { b: c } }\na:not(.b, :is(c > d)) { e: f; filter: progid:A.B(c='#80', d='e'); }\na {;}",
);
checkWrong("css", "a { b: var(--c]; }", "a { b: c;) ", "@media (a { b: c } }", "a } b");

check(
  "html",
  "<p>a -> b >= c && d; e</p><p>&nbsp;f & g</p>",
  "@if (a > b && c < d) { <p>e</p> } @else { <q></q> }",
  "<p>{{ a && b < c }}</p><textarea>d < e > f</textarea><title>g > h</title>",
  '<?xml version="1.0"?>\n<p>a</p>',
  "<% if (a < b) { %><p><%= c %></p><% } %><p>1 < 2</p>",
);
checkWrong("html", "<p class class=a ", "<p a<b>", "<p =>", "<ul><li>a</ul> < <b>", "<head> < charset='U");

check(
  "bash",
  "rm -- !(*.txt) ?(a|b) *(c); ls !(a|@(b|c)).d",
  'cat <<A <<"B"\na\nA\nb\nB\n',
  "cat <<A | b; c\nd\nA\n",
  'echo $; eval "(( \\$a > 0 ))"; [[ $a =~ ^[a-z]+(b|c)$ ]] && d',
);
checkWrong("bash", "for in in in; fi", "case in esac; }");
