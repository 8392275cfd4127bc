import { isAlias, isMap, isScalar, isSeq, visit, type Document, type Node, type Pair } from 'yaml';
import type { Path } from './path.js';

type Located = { readonly range?: readonly number[] | null } | null | undefined;

/** The node at a path, or the deepest one on the way to it, and how many steps of the path are written. */
export function nodeAt(
  document: Document,
  path: Path,
  at: 'key' | 'value',
): { readonly node: Located; readonly depth: number } {
  let node: Node | null | undefined = document.contents as Node | null;
  let found: Located = node;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let next: Node | undefined;
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        ({ key }) => String(isScalar(key) ? key.value : key) === String(step),
      );
      if (!pair) return { node: found, depth };
      next = (pair.value as Node | null) ?? undefined;
      const last = depth === path.length - 1;
      found = (last && at === 'key') || !next ? (pair.key as Node) : next;
      if (!next) return { node: found, depth: depth + 1 };
    } else if (isSeq(node)) {
      next = node.items[Number(step)] as Node | undefined;
      found = next ?? found;
    }
    if (!next) return { node: found, depth };
    node = next;
  }
  return { node: found, depth: path.length };
}

/** Messages of the YAML library that do not say what to do, by the library's code. */
const REMEDY: Readonly<Record<string, (found: string) => string>> = {
  DUPLICATE_KEY: (found) => `key '${found}' is given twice, expected once; remove one`,
  MULTIPLE_DOCS: () => 'a second document starts here, expected one; put the other into a file of its own',
  TAB_AS_INDENT: () => 'a tab indents this line, expected spaces; replace it',
};

export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
  readonly cause: unknown;
}

/** The first thing wrong with the YAML itself: what does not parse, a tag that is not known, an alias without an anchor or within its own value. */
export function syntaxProblem(document: Document.Parsed, text: string): SyntaxProblem | undefined {
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const key = /^[\w.$-]*/.exec(text.slice(error.pos[0]))![0];
    const message = REMEDY[error.code]?.(key) ?? `the YAML is malformed: ${error.message}; correct it`;
    return { offset: error.pos[0], message, cause: error };
  }
  let wrong: SyntaxProblem | undefined;
  let first: number | undefined;
  visit(document, {
    Alias: (_key, alias, ancestors) => {
      const offset = alias.range?.[0] ?? 0;
      first ??= offset;
      const anchored = alias.resolve(document);
      const message = !anchored
        ? `alias '*${alias.source}' has no anchor before it; write '&${alias.source}' at the value that it repeats`
        : ancestors.includes(anchored)
          ? `alias '*${alias.source}' is within the value that it repeats; write that value out`
          : undefined;
      if (message === undefined) return undefined;
      wrong = { offset, message, cause: undefined };
      return visit.BREAK;
    },
  });
  if (wrong) return wrong;
  try {
    document.toJS();
    return undefined;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { offset: first ?? 0, message: `the YAML cannot be read: ${why}; write the values out`, cause };
  }
}
