/**
 * The sources as a test of the house reads them: their text, their syntax tree, what they import.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** Written by the build, and not kept; and the bundled script of the page. */
const MADE = /(?:kernelBytes|mathematics\/bytes|engine\/rows)\.ts$|\.d\.ts$/;

export function sourcesIn(...folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => /\.tsx?$/.test(file) && !MADE.test(file))
      .map((file) => {
        const text = readFileSync(file, 'utf8');
        return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true) };
      }),
  );
}

/** The files that a file imports from, types included. */
export function importsOf({ file, tree }: Source): string[] {
  const named = tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
      ? [moduleSpecifier.text]
      : [];
  });
  const relative = named.filter((name) => name.startsWith('.'));
  return relative.flatMap((name) => {
    const path = join(dirname(file), name).replace(/\.jsx?$/, '');
    return ['.ts', '.tsx'].map((end) => `${path}${end}`).filter((found) => existsSync(found));
  });
}

/** Files that import each other, directly or by way of others: each set of them (Tarjan 1972). */
export function circles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const known = order.get(file);
    if (known !== undefined) return stack.includes(file) ? known : Infinity;
    const number = order.size;
    order.set(file, number);
    stack.push(file);
    const reached = (imports.get(file) ?? []).map((next) =>
      Math.min(visit(next), stack.includes(next) ? (low.get(next) ?? Infinity) : Infinity),
    );
    const lowest = Math.min(number, ...reached);
    low.set(file, lowest);
    if (lowest === number) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1) found.push(circle);
    }
    return lowest;
  };
  for (const file of imports.keys()) visit(file);
  return found;
}

/** Functions with a body, each with its name and how many lines it has. */
export function functionsOf({ tree }: Source): { name: string; lines: number }[] {
  const found: { name: string; lines: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const lineOf = (at: number): number => tree.getLineAndCharacterOfPosition(at).line;
      const lines = lineOf(node.end) - lineOf(node.getStart()) + 1;
      found.push({ name: node.name?.getText() ?? 'a function without a name', lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Names of values (functions, classes, constants) that a file exports itself. */
export function valuesOf({ tree }: Source): string[] {
  return tree.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    if (!isExported) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations
        .map(({ name }) => name)
        .filter(ts.isIdentifier)
        .map(({ text }) => text);
    }
    const isValue = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return isValue && statement.name !== undefined ? [statement.name.text] : [];
  });
}

/**
 * The lines of code that are wider, from 1: without comments, and without texts and patterns, which
 * nothing can break.
 */
export function wideLines({ text, tree }: Source, columns: number): number[] {
  const unbroken = new Set<number>();
  const lineOf = (at: number): number => tree.getLineAndCharacterOfPosition(at).line;
  const visit = (node: ts.Node): void => {
    if (ts.isLiteralExpression(node) || ts.isTemplateExpression(node)) {
      for (let line = lineOf(node.getStart()); line <= lineOf(node.end); line++) unbroken.add(line);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return text.split('\n').flatMap((line, index) => {
    const isComment = /^\s*(?:\*|\/\*|\/\/)|\/\/ /.test(line);
    return line.length > columns && !isComment && !unbroken.has(index) ? [index + 1] : [];
  });
}

/** Names of the properties of interfaces and of types of objects that a file declares. */
export function fieldsOf({ tree }: Source): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && ts.isIdentifier(node.name)) found.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Names that a file reads a property by: `a.name`, `{ name } = a`, or as a text. */
export function readsOf({ tree }: Source): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && !isAssigned(node)) found.add(node.name.text);
    if (ts.isStringLiteralLike(node)) found.add(node.text);
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      found.add((node.propertyName ?? node.name).getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isAssigned(node: ts.Expression): boolean {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || parent.left !== node) return false;
  return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}
