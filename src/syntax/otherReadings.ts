/** Python, Go, Rust and Bash that their grammars do not know. */

import { begun, named, type Reading } from "./reading.ts";

/** What the end of the text cuts short: `'\u00`. A sign without an escape is read in its place. */
export const CUT_ESCAPE: Reading = { pattern: /\\(?:u\{?|U|x)[\da-fA-F_]*$/g, as: () => "x" };

function boundDefaults(found: string): string {
  const parts = found.split(",");
  return parts
    .map((part) => part.replace(/=(?!=)\s*\*?/, (sign) => named(part.includes(":") ? "|" : ":")(sign)))
    .join(",");
}

export const PYTHON_READINGS: readonly Reading[] = [
  // def f[T = int](): the default is read as a bound, or as one more of them.
  { pattern: /\b(?:class|def|type)\s+\w+\s*\[[^()\n]*/g, as: boundDefaults },
  // f"{a:=^10}"
  { pattern: /(?<=\{[^{}\n]{0,200}):=/g, as: named(":") },
  // match *a, b:
  { pattern: /(?<=\bmatch\s{1,9})\*(?=\s*[\w([{])/g },
];

export const GO_READINGS: readonly Reading[] = [
  CUT_ESCAPE,
  // const ( A = 1 )
  { pattern: /(?<=[\w)\]}"'`][^\S\n]{0,9})\)/g, as: () => ";)" },
];

/** What an attribute stands for in Rust, closed or not. */
const ATTRIBUTE = /#!?(?:$|\[)(?:[^[\]]|\[[^[\]]*\])*\]?\s*/g;

export const RUST_READINGS: readonly Reading[] = [
  CUT_ESCAPE,
  // unsafe extern "C" { pub safe fn f(); }
  {
    pattern: new RegExp(
      String.raw`(?<=(?:[{};\]]|\bpub(?:\([^()]{0,80}\))?)\s{0,200})${begun("safe")}\s*(?=fn|static|unsafe|\w*$)`,
      "g",
    ),
  },
  // pub auto trait A {}
  {
    pattern: new RegExp(
      String.raw`(?<=(?:^|[{};\]]|\bpub(?:\([^()]{0,80}\))?|\bunsafe)\s{0,200})${begun("auto")}\s*(?=t|$)`,
      "g",
    ),
  },
  // impl A<-1> {}
  { pattern: /(?<=[<,]\s{0,9})-(?=\s*\d|\s*$)/g },
  // match a { B { #[cfg(c)] d, .. } => {} }
  { pattern: ATTRIBUTE },
  // for<'a> |b: &'a C| {}
  { pattern: /\bfor\s*<[^<>;{}]*>\s*(?=\||move\b|async\b|\w*$)/g },
  // trait A = B + C;
  {
    pattern: /\btrait\s+\w[^;{}=]*=[^;{}]*;?/g,
    as: (found) => found.replace("=", ":").replace(/;$/, "{}"),
  },
  // where [(); N]:
  { pattern: /(?<=\bwhere\b[^{}]{0,200}):(?=\s*[{,;])/g, as: () => ":X" },
  // impl const A for B {} fn c<D: ~const E>() {} default impl A {}
  { pattern: /~?\bconst\s+(?=[A-Z:])|~(?:const)?\s*/g },
  { pattern: /\bdefault\s+(?=(?:impl|fn|type|const|unsafe|async)\b|\w*$)/g },
  // A { b, .. } = c
  { pattern: /(?<=[{,]\s{0,200})\.\.(?=\s*\})/g, as: () => "..x" },
];

export const JAVA_READINGS: readonly Reading[] = [
  // import module java.base;
  { pattern: /(?<=\bimport\s{1,9})module\s+(?=\w|$)/g },
];

export const BASH_READINGS: readonly Reading[] = [
  // rm !(*.txt)
  {
    pattern: /[?*+@!]\((?:[^()\n]|\((?:[^()\n]|\([^()\n]*(?:\)|$))*(?:\)|$))*\)?/g,
    as: (found) => "x".repeat(found.length),
  },
  // exec 3<>a
  { pattern: /(?<=\d)<>/g, as: () => "< " },
  // cat <<A <<"B"
  { pattern: /(?<=<<[^\n]{1,200})<<-?[^\S\n]*["'\\]?\w*["']?/g },
  // cat <<A | b; c
  { pattern: /(?<=<<[^\n]{1,200});/g, as: () => "|" },
  // [[ $a =~ ^b(c|d)$ ]]
  { pattern: /(?<==~\s{1,9})\S+/g, as: (found) => "x".repeat(found.length) },
  // echo $; echo "\${a}"
  { pattern: /\\\$/g, as: () => "xx" },
  // eval "((a))"
  { pattern: /(?<="[^"\n]{0,200})\(\(/g, as: () => "xx" },
  { pattern: /\$(?=[\s;&|)"']|$)/g, as: () => "x" },
];
