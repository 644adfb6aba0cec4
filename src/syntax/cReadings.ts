/** C and C++ that their grammars do not know, above all what the preprocessor makes of them. */

import { CUT_ESCAPE } from "./otherReadings.ts";
import { begun, blank, named, type Reading } from "./reading.ts";

/** Lines for the preprocessor, wherever they stand. */
const DIRECTIVE: Reading = {
  pattern:
    /^[^\S\n]*#(?=[^\S\n]*(?:(?:if|el|end|def|undef|incl|prag|err|warn|line|reg|null|emb)|[a-z]{0,4}$(?![\s\S])))(?:[^\n\\]|\\[\s\S])*\n?/gm,
  isLoose: true,
};
/** What stands between `#if` and `#endif`, up to `#else`. */
const CONDITIONAL: Reading = {
  pattern: /^[^\S\n]*#[^\S\n]*if[\s\S]*?(?:^[^\S\n]*#[^\S\n]*endif[^\n]*|$(?![\s\S]))/gm,
  as: (found) => found.replace(/^[^\n]*/, blank).replace(/^[^\S\n]*#[^\S\n]*(?:el|endif)[\s\S]*/m, blank),
};

/** Arguments, with brackets two deep, closed or not. */
const ARGUMENTS = String.raw`\((?:[^();{}]|\((?:[^();{}]|\([^();{}]*(?:\)|$))*(?:\)|$))*(?:\)|$)`;
/** By custom a macro: in capitals, with a line in front of it, or a loop. */
const MACRO = String.raw`\b(?:\w*_[A-Z][A-Z\d_]+|[A-Z][A-Z\d_]{2,}|(?<=[;{}]\s{0,200})[A-Z][A-Z\d_]?|_\w*|\w*for_?each\w*|forever)\b`;

const SHARED: readonly Reading[] = [
  CUT_ESCAPE,
  CONDITIONAL,
  DIRECTIVE,
  // __attribute__((a))
  { pattern: /\b__(?:attribute__|declspec|asm__)\s*(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\)?)*\)?)?/g },
  // CASE(a, b) { c(); }
  { pattern: new RegExp(String.raw`${MACRO}\s*${ARGUMENTS}\s*`, "g"), isLoose: true },
  // "%" PRId64
  { pattern: /(?<="\s{0,9})\b[A-Z]\w*\b(?!["(])/g },
  // offsetof(struct a, b.c)
  { pattern: /(?<=\boffsetof\s{0,9}\([^()]{0,200})\.\s*\w*/g },
  {
    pattern:
      /(?<=[(,]\s{0,200})(?:(?:(?:const|unsigned|signed|long|short|int|char|float|double|void|(?:struct|union|enum)\s+\w+)\b[\s*]*)+)(?=[,)]|$)/g,
    as: named("x"),
  },
  // API int a; int a API;
  { pattern: new RegExp(String.raw`${MACRO}\s*(?!\()`, "g"), isLoose: true },
  // static noret void a();
  {
    pattern:
      /(?<=(?:^|[;{}]|\b(?:static|extern|inline))\s{1,200})\w+\s+(?=(?:static|extern|inline|const|void|int|char|unsigned|signed|long|short|float|double|bool|struct|enum|union|\w+_t)\b)/g,
  },
];

export const C_READINGS: readonly Reading[] = [
  // int : 0
  { pattern: /(?<=,\s{0,200}):(?=\s*[\w(]|\s*$)/g, as: () => "x:" },
  // enum a : unsigned char { b }
  { pattern: /(?<=\benum\s{1,9}\w{0,80}\s{0,9}):[\w\s]*/g },
  // _Atomic(int) a;
  {
    pattern: /\b_Atomic\s*\([^()]*\)?/g,
    as: (found) => found.replace(/_Atomic\s*\(/, blank).replace(")", " "),
  },
  // case 1 ... 3:
  { pattern: /(?<=\bcase\s[^:;{}\n]{1,80})\.{1,3}\s*(?:'(?:\\.|[^'\\\n])*'?|[\w.]+)?/g },
  // goto *a; &&b
  { pattern: /(?<=\bgoto\s{1,9})\*[^;{}]*/g, as: named("x") },
  { pattern: /(?<=[=(,{?:]\s{0,9})&&(?=\s*\w|$)/g, as: named("&") },
  { pattern: /\b(?:(?:un)?signed\s+)?_BitInt\s*(?:\([^()]*\)?)?/g, as: named("int") },
  // auto a = 1;
  { pattern: /\bauto(?=\s+\w)/g, as: named("int") },
  // double _Complex a;
  { pattern: /\b_(?:Complex|Imaginary)\b\s*/g },
  ...SHARED,
];

export const CPP_READINGS: readonly Reading[] = [
  // a->*b
  { pattern: /(?<=->|\.)\*/g },
  // if consteval {}
  {
    pattern: new RegExp(
      String.raw`(?<=\bif\s{0,9})(?:!\s*${begun("consteval")}|conste(?:v(?:al?)?)?(?=\s*\{|\s*$))`,
      "g",
    ),
    as: named("(x)"),
  },
  // template class A<int>;
  { pattern: /\b(?:extern\s+)?template\s+(?=class|struct|union)/g, isFar: true },
  // A a = {.b{1}}
  { pattern: /(?<=[{,]\s{0,200}\.\w{1,80})\s*(?=\{)/g, as: () => " = " },
  // void f(A a = {})
  { pattern: /(?<==\s{0,9})\{[^{};]*\}?/g, as: named("0") },
  // int a : 3 = 1;
  { pattern: /(?<=:\s{0,9}\d{1,3}\s{0,9})=[^;,{}]*/g },
  // signals: public slots:
  { pattern: /\b(?:signals|(?:public|protected|private)\s+slots)\s*(?=:)/g, as: named("public") },
  { pattern: /\bauto(?=\s*\{)/g, as: named("T") },
  ...SHARED,
];

/** `#if` and its like in other languages. */
export const DIRECTIVES: readonly Reading[] = [CONDITIONAL, DIRECTIVE];
