/** What an entry of the table of languages says, and what several of them share. */

/** Opener and closer. */
export type Pair = readonly [open: string, close: string];

/** Mistakes that a grammar takes; what is done about each is told in `src/syntax/looseness.ts` and `suspects.ts`. */
export type TakenMistake =
  | "attributeTwice"
  | "brokenString"
  | "declaredValue"
  | "doubleAddress"
  | "emptyArgument"
  | "issetOfValue"
  | "misplacedStar"
  | "modifierTwice"
  | "reservedName"
  | "secondTypeSign"
  | "tryAlone"
  | "twoAccesses"
  | "typedValue"
  | "weakOperand";

/** Tables of constructs that a grammar does not know; see `src/syntax/readings.ts`. */
export type ReadingsName =
  | "bash"
  | "c"
  | "cpp"
  | "csharp"
  | "css"
  | "go"
  | "java"
  | "html"
  | "python"
  | "rust"
  | "script";

/** Right texts that a grammar does not know, wherever they stand; see `src/syntax/narrowness.ts`. */
export type UnknownText = "brokenBrackets" | "emptyAngles" | "emptyDeclaration" | "foldedString" | "xmlHead";

/** Lines that files of some languages begin with, and those of others never; see `firstLines.ts`. */
export type FirstLine =
  | "fromImport"
  | "importFrom"
  | "importName"
  | "include"
  | "package"
  | "phpTag"
  | "require"
  | "useItem"
  | "usingItem";

/** What the grammar of a language gets wrong, and what is known of it. */
export interface GrammarFacts {
  /** What is inside of what, where a text is read afresh behind a fault: braces unless said. */
  readonly layout?: "indentation" | "lines";
  /** Rules that no grammar checks: JSON's own, or those of Python's lines. */
  readonly rules?: "json" | "pythonLines";
  readonly readings?: ReadingsName;
  readonly unknown?: readonly UnknownText[];
  readonly takes?: readonly TakenMistake[];
  /** A last line without its end is an error to it. */
  readonly needsLastLineEnd?: boolean;
}

/** A language's text; all but its names may be left out. */
export interface LanguageEntry {
  /** VS Code's id. */
  readonly id: string;
  /** Other names of it. */
  readonly names?: readonly string[];
  /** Name in `grammars/languages.json`; left out where there is no grammar. */
  readonly grammar?: string;
  readonly grammarFacts?: GrammarFacts;
  /** Lower-case endings of file names, and lower-case names of files. */
  readonly files: readonly string[];
  /** Indentation says nothing of blocks. */
  readonly isProse?: boolean;
  /** What begins a comment that ends with its line. */
  readonly lineComments?: readonly string[];
  /** A line's comment begins only at its start or behind white space: elsewhere its sign is one like others. */
  readonly commentsStandApart?: boolean;
  readonly blockComments?: readonly Pair[];
  /** Signs around a string. */
  readonly quotes?: string;
  /** Strings that may go over line ends; longer openers first. */
  readonly longStrings?: readonly Pair[];
  /** Strings that stand one behind the other are one, also on several lines. */
  readonly joinsStrings?: boolean;
  /** What begins code in a string between back-ticks, up to its brace. */
  readonly hole?: string;
  /**
   * Lines without comment and without space at the end whose following lines are their body, one level deeper: beside
   * those that end in a bracket or an arrow, which are heads everywhere.
   */
  readonly heads?: readonly RegExp[];
  /** Heads whose bodies no word ends, in a language where `closers` end the bodies of the others. */
  readonly looseHeads?: readonly RegExp[];
  /** Heads whose bodies go on to one of `closers`, however far to the right their lines stand. */
  readonly flatHeads?: readonly RegExp[];
  /** A head may stand without a body. */
  readonly hasEmptyBodies?: boolean;
  /** A line without its indentation that begins another part of the body above it (`else`), in place of the usual ones. */
  readonly clauses?: RegExp;
  /** A line at the top level whose section goes on to a blank line or to the next such line. */
  readonly sectionHead?: RegExp;
  /** What ends each statement at the top level, which may go over lines. */
  readonly statementEnd?: string;
  /** Heads of a text that goes on as long as its lines stand further right than what the head says. */
  readonly textHeads?: readonly RegExp[];
  /** Blocks are what stands further right: a line further left ends them. */
  readonly isIndented?: boolean;
  /** The sign of an item of a list, at the start of a line: to the lines below it is white space. */
  readonly bullet?: RegExp;
  /** `->` reaches a member, and opens nothing. */
  readonly hasMemberArrow?: boolean;
  /** Such a line goes on in the next one, which may stand one level deeper; in place of the usual signs. */
  readonly goesOn?: RegExp;
  /** A line without its indentation that goes on with the one above, and may stand one level deeper; in place of the usual signs. */
  readonly continues?: RegExp;
  /** Lower-case lines that end a body, at the level of its head. */
  readonly closers?: readonly string[];
  /** What ends a body may say its name behind: `end Main;` */
  readonly namesEnds?: boolean;
  /** Lines that are followed by what they speak of, at the same level: an annotation, the type of a function. */
  readonly announces?: RegExp;
  /** Code of other languages may stand between fences, or between `<script>` or `<style>` and their ends. */
  readonly embeds?: "fences" | "elements";
  /** A line that ends what holds this code, within a text of another language. */
  readonly outerEnd?: RegExp;
  /** `<div>` opens a body that `</div>` ends. */
  readonly hasTags?: boolean;
  /** A name may stand within another one like it: `ul ul {`. */
  readonly nestsNames?: boolean;
  /** What indents where a file shows nothing else. */
  readonly indents?: "tabs" | "spaces";
  /** What ends a statement that is whole: the end of its line, a sign (`;`, `}`), which is the usual, or either. */
  readonly endsStatements?: "line" | "sign" | "either";
  /** A semicolon at no depth ends a statement, and says nothing else. */
  readonly semicolonEnds?: boolean;
  /** A name may be declared once more by its own value: `let a = a`. */
  readonly declaresAgain?: boolean;
  /** Of those lines that say whose file it is, the ones that a file of this language may begin with; left out: not known. */
  readonly firstLines?: readonly FirstLine[];
  /** What begins a text that goes on to a line with its name: the second group. */
  readonly hereDocument?: RegExp;
  /** What the lines of a body must begin with, whatever other lines have. */
  readonly bodyStart?: string;
}

export const ANNOTATION = /^\s*@[\w.:]+(?:\(.*\))?$/;
export const SLASHES = { lineComments: ["//"], blockComments: [["/*", "*/"]], quotes: "\"'" } as const;
export const HASH = { lineComments: ["#"], quotes: "\"'" } as const;
export const ENDED_BY_LINE = { endsStatements: "line" } as const;
export const DOUBLE: Pair = ['"', '"'];
export const SINGLE: Pair = ["'", "'"];
export const TRIPLE: Pair = ['"""', '"""'];
export const TRIPLES: readonly Pair[] = [TRIPLE, ["'''", "'''"]];
