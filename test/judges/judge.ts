/**
 * What an independent parser says of a whole text. Tree-sitter is none of them: it decides what Turnkey shows, so it cannot
 * say whether that was right.
 */

export type Finding = { readonly kind: "right" } | SyntaxFault;

/** The first syntax error of a text. */
export interface SyntaxFault {
  readonly kind: "wrong";
  /** UTF-16 offset; of the line's first character where the parser only knows the line. */
  readonly offset: number;
  /** Nothing but the end of the text is wrong, as far as the parser can say: more text may make it right. */
  readonly isUnfinished: boolean;
  readonly message: string;
}

export interface Judge {
  /** The parser and its version. */
  readonly name: string;
  judge(text: string): Promise<Finding>;
  close(): void;
}

/** Why there is no judge. Said wherever its verdict would have stood: a missing tool is neither a failure nor a pass. */
export interface NoJudge {
  readonly notJudged: string;
}

export const NOT_JUDGED = "not independently judged";

export const RIGHT: Finding = { kind: "right" };

export function isNoJudge(judge: Judge | NoJudge): judge is NoJudge {
  return "notJudged" in judge;
}

/** A judge that is only a function. */
export function pureJudge(name: string, judge: (text: string) => Finding): Judge {
  return { name, judge: async (text) => judge(text), close: () => {} };
}

/** A string that must end on its line is only unfinished while its line is the last. */
export function isLineUnfinished(text: string, offset: number): boolean {
  return !text.slice(offset).includes("\n");
}
