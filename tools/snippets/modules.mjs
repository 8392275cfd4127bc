import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { SCRATCH } from './files.mjs';
import { shown } from './shown.mjs';

/** Where modules are written: `docs/x.md` as `docs/x.md.ts`, a source file under its own name. */
export const MODULES = join(SCRATCH, 'modules');

/** Values that docstring examples may use without making them. */
export const PRELUDE = fileURLToPath(new URL('./prelude.mjs', import.meta.url));

const OPTIONS = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  inlineSourceMap: true,
};

const nameOf = (file) => join(MODULES, file.endsWith('.md') ? `${file}.ts` : file);
const fileOf = (name) =>
  relative(MODULES, name)
    .replaceAll('\\', '/')
    .replace(/\.md\.ts$/, '.md');

/** Wraps `expression; // value` in a comparison with the value, without moving a line. */
function withComparisons(text) {
  const edits = [];
  const source = ts.createSourceFile('snippet.ts', text, ts.ScriptTarget.ES2023, true);
  const visit = (node) => {
    const [comment] = ts.isExpressionStatement(node) ? (ts.getTrailingCommentRanges(text, node.end) ?? []) : [];
    if (comment?.kind === ts.SyntaxKind.SingleLineCommentTrivia) {
      const { expression } = node;
      const printed = ts.isCallExpression(expression) && expression.expression.getText(source) === 'console.log';
      const says = text.slice(comment.pos + 2, comment.end).trim();
      const values = printed
        ? `[${expression.arguments.map((one) => one.getText(source)).join(', ')}]`
        : expression.getText(source);
      edits.push({ node, code: `shown(${values}, ${JSON.stringify(printed ? `[${says}]` : says)});` });
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  return edits.reduceRight(
    (at, { node, code }) => at.slice(0, node.getStart(source)) + code + at.slice(node.end),
    text,
  );
}

/** Writes, type-checks and emits modules `{ file, code }`; answers with what is wrong. */
export function compile(modules) {
  for (const { file, code } of modules) {
    mkdirSync(dirname(nameOf(file)), { recursive: true });
    writeFileSync(nameOf(file), `${withComparisons(code.join('\n'))}\nexport {};\n`);
  }
  const globals = join(MODULES, 'globals.d.ts');
  copyFileSync(new URL('./globals.d.ts', import.meta.url), globals);
  const program = ts.createProgram([globals, ...modules.map(({ file }) => nameOf(file))], OPTIONS);
  const wrong = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => ({
    file: file ? fileOf(file.fileName) : 'tools/snippets',
    line: file ? file.getLineAndCharacterOfPosition(start).line + 1 : 1,
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
  }));
  program.emit();
  return wrong;
}

globalThis.shown = shown;
process.setSourceMapsEnabled(true);

/** Runs a compiled module in a folder; answers with what it throws. */
export async function execute(file, folder) {
  const { log } = console;
  const { write } = process.stdout;
  console.log = () => undefined;
  process.stdout.write = () => true;
  process.chdir(folder);
  try {
    await import(pathToFileURL(nameOf(file).replace(/ts$/, 'js')).href);
    return [];
  } catch (error) {
    const stack = String(error?.stack ?? error);
    const at = stack
      .replaceAll('\\', '/')
      .split('\n')
      .find((line) => line.includes(`/modules/${file}`));
    return [{ file, line: Number(/:(\d+):\d+/.exec(at ?? '')?.[1] ?? 1), message: String(error?.message ?? error) }];
  } finally {
    console.log = log;
    process.stdout.write = write;
    process.exitCode = undefined;
  }
}
