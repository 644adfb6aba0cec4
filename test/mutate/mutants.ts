/** Small mistakes that somebody could make in a source file, each as a replacement of a piece of its text. */

import ts from "typescript-parser";

export interface Mutant {
  /** From the root of the repository. */
  readonly file: string;
  readonly line: number;
  /** UTF-16 offsets in the file's text. */
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly text: string;
  /** Number of the innermost function around it, in the order of `functionsOf`; -1: it is carried out when the file is loaded. */
  readonly inFunction: number;
  /** Names of what is around it, "Class.method"; for files as a whole the constant's name, "" without one. */
  readonly name: string;
  /** It is about what `must` denies. */
  readonly inAssertion: boolean;
}

type Change = { readonly node: ts.Node; readonly text: string };

/** All mutants of a file, in the order of its text. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const tree = parse(file, text);
  const functions = functionsOf(tree);
  const mutants: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node)) return;
    for (const change of changesAt(node)) {
      const start = change.node.getStart(tree);
      const end = change.node.getEnd();
      mutants.push({
        file,
        line: tree.getLineAndCharacterOfPosition(start).line + 1,
        start,
        end,
        original: text.slice(start, end),
        text: change.text,
        inFunction: functions.findLastIndex((inner) => isBodyAround(inner, node)),
        name: nameAround(node),
        inAssertion: isInAssertion(node),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return mutants.sort((a, b) => a.start - b.start || a.end - b.end);
}

export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

export type FunctionWithBody = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

/** All functions that have a body, outer ones first. */
export function functionsOf(tree: ts.SourceFile): readonly FunctionWithBody[] {
  const functions: FunctionWithBody[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) functions.push(node as FunctionWithBody);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return functions;
}

function isBodyAround({ body }: FunctionWithBody, node: ts.Node): boolean {
  return body.pos <= node.pos && node.end <= body.end;
}

function nameAround(node: ts.Node): string {
  const names: string[] = [];
  for (let around: ts.Node | undefined = node; around !== undefined; around = around.parent) {
    const named = ts.isFunctionLike(around) || ts.isClassDeclaration(around) || isFileConstant(around);
    const name = named && "name" in around ? around.name : undefined;
    if (name !== undefined) names.unshift((name as ts.Node).getText());
  }
  return names.join(".");
}

function isInAssertion(node: ts.Node): boolean {
  const call = ts.isExpressionStatement(node) ? node.expression : node;
  if (ts.isCallExpression(call) && call.expression.getText() === "must") return true;
  return !ts.isStatement(node) && node.parent !== undefined && isInAssertion(node.parent);
}

function isFileConstant(node: ts.Node): node is ts.VariableDeclaration {
  return ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent);
}

function changesAt(node: ts.Node): readonly Change[] {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return negated(node.expression);
  if (ts.isConditionalExpression(node)) return negated(node.condition);
  if (ts.isForStatement(node)) return node.condition === undefined ? [] : negated(node.condition);
  if (ts.isBinaryExpression(node)) return changesOfOperator(node);
  if (ts.isPrefixUnaryExpression(node)) return changesOfSign(node);
  if (ts.isNumericLiteral(node)) return changesOfNumber(node);
  if (ts.isReturnStatement(node)) return node.expression === undefined ? [] : emptied(node.expression);
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? [] : emptied(node.body);
  if (ts.isExpressionStatement(node)) return isCall(node.expression) ? [{ node, text: ";" }] : [];
  if (ts.isCallExpression(node)) return changesOfCall(node);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ node, text: "false" }];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ node, text: "true" }];
  return [];
}

/** Where the operator's own change does not say the same. */
function negated(node: ts.Expression): Change[] {
  const isNegation = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;
  if (isNegation || (ts.isBinaryExpression(node) && /^[!=]==$/.test(node.operatorToken.getText()))) return [];
  return [{ node, text: `!(${node.getText()})` }];
}

/** What each operator could be mistaken for. */
const OPERATORS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "+=": "-=",
  "-=": "+=",
  "??=": "=",
};

function changesOfOperator(node: ts.BinaryExpression): Change[] {
  const { operatorToken, left, right } = node;
  const operator = operatorToken.getText();
  if (operator === "??") return [{ node, text: left.getText() }];
  const other = OPERATORS[operator];
  if (other === undefined || (operator === "+" && (isText(left) || isText(right)))) return [];
  // `&&` and `??` may not stand side by side without brackets.
  const swapped = `${left.getText()} ${other} ${right.getText()}`;
  return [{ node, text: operator === "&&" || operator === "||" ? `(${swapped})` : swapped }];
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function changesOfSign(node: ts.PrefixUnaryExpression): Change[] {
  if (node.operator === ts.SyntaxKind.ExclamationToken) return [{ node, text: node.operand.getText() }];
  if (node.operator === ts.SyntaxKind.MinusToken) return [{ node, text: node.operand.getText() }];
  return [];
}

/**
 * Small whole numbers one up and one down, larger ones and parts doubled and reduced. Where a 0 or 1 has no name it is no limit:
 * it is a first index or a next one, and the operator beside it is changed already.
 */
function changesOfNumber(node: ts.NumericLiteral): Change[] {
  const value = Number(node.text);
  if (value <= 1 && Number.isInteger(value) && !isFileConstant(node.parent)) return [];
  const isSmall = Number.isInteger(value) && value < 10;
  const values = isSmall ? [value + 1, value - 1] : [value * 2, Number.isInteger(value) ? value / 2 : value / 10];
  return values.map((changed) => ({ node, text: changed < 0 ? `(${changed})` : String(changed) }));
}

function emptied(node: ts.Expression): Change[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return [];
  if (node.getText() === "undefined") return [];
  return [{ node, text: "(undefined as never)" }];
}

function isCall(node: ts.Expression): boolean {
  if (ts.isAwaitExpression(node) || ts.isVoidExpression(node)) return isCall(node.expression);
  return ts.isCallExpression(node);
}

/** `Math.max(a, b)` is taken for `Math.min(a, b)`, and for each of the two alone. */
function changesOfCall(node: ts.CallExpression): Change[] {
  const name = node.expression.getText();
  const { arguments: values } = node;
  if ((name !== "Math.max" && name !== "Math.min") || values.length < 2) return [];
  const other = name === "Math.max" ? "Math.min" : "Math.max";
  return [
    { node: node.expression, text: other },
    ...values.filter((value) => !ts.isSpreadElement(value)).map((value) => ({ node, text: value.getText() })),
  ];
}
