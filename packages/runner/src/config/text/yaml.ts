import {
  Composer,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Parser,
  visit,
  type Alias,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';
import type { Path } from '../path.js';
import { excessOfDepth, excessOfText } from './limits.js';

type Located = { readonly range?: readonly number[] | null } | null | undefined;

/** A YAML text as nodes. */
export interface Parsed {
  readonly document: Document.Parsed<ParsedNode>;
  /** What each alias repeats. */
  readonly anchored: ReadonlyMap<Alias, Node>;
}

export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
  readonly cause?: unknown;
}

const nameOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

/** What was found at a path: the node, how many steps of the path are written, and whether more steps could be, in a map. */
export interface Found {
  readonly node: Located;
  readonly depth: number;
  readonly open: boolean;
}

/** The node at a path, or the deepest one on the way to it. */
export function nodeAt({ document, anchored }: Parsed, path: Path, at: 'key' | 'value'): Found {
  const resolved = (node: Node | null | undefined): Node | null | undefined =>
    isAlias(node) ? anchored.get(node) : node;
  let node: Node | null | undefined = resolved(document.contents as Node | null);
  let found: Located = node;
  for (const [depth, step] of path.entries()) {
    let next: Node | undefined;
    if (isMap(node)) {
      const pair = pairOf(node, String(step), resolved);
      if (!pair) return { node: found, depth, open: true };
      next = (pair.value as Node | null) ?? undefined;
      const last = depth === path.length - 1;
      found = (last && at === 'key') || !next ? (pair.key as Node) : next;
      if (!next) return { node: found, depth: depth + 1, open: false };
    } else if (isSeq(node)) {
      next = node.items[Number(step)] as Node | undefined;
      found = next ?? found;
    }
    if (!next) return { node: found, depth, open: false };
    node = resolved(next);
  }
  return { node: found, depth: path.length, open: isMap(node) };
}

/** The pair of a key in a map, or in what it merges by `<<`. */
function pairOf(
  map: YAMLMap,
  key: string,
  resolved: (node: Node | null | undefined) => Node | null | undefined,
): Pair | undefined {
  const own = map.items.find((pair) => nameOf(pair) === key);
  if (own) return own;
  for (const { value } of map.items.filter((pair) => nameOf(pair) === '<<')) {
    const merged = resolved(value as Node);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const from = resolved(source as Node);
      const pair = isMap(from) ? pairOf(from, key, resolved) : undefined;
      if (pair) return pair;
    }
  }
  return undefined;
}

/** Messages of the YAML library that do not say what to do, by the library's code. */
const REMEDY = new Map([
  ['MULTIPLE_DOCS', 'a second document starts here, expected one; put the other into a file of its own'],
  ['TAB_AS_INDENT', 'a tab indents this line, expected spaces; replace it'],
]);

/** What each alias of a document repeats, or the first alias or key that is wrong. One walk, whatever their number. */
function namesOf(document: Document.Parsed): ReadonlyMap<Alias, Node> | SyntaxProblem {
  const anchors = new Map<string, Node>();
  const anchored = new Map<Alias, Node>();
  let wrong: SyntaxProblem | undefined;
  const refuse = (node: Located, message: string): symbol => {
    wrong = { offset: node?.range?.[0] ?? 0, message };
    return visit.BREAK;
  };
  visit(document, {
    Node: (_key, node, ancestors) => {
      if (isAlias(node)) {
        const of = anchors.get(node.source);
        if (!of)
          return refuse(
            node,
            `alias '*${node.source}' has no anchor before it; write '&${node.source}' at the value that it repeats`,
          );
        if (ancestors.includes(of))
          return refuse(node, `alias '*${node.source}' is within the value that it repeats; write that value out`);
        anchored.set(node, of);
        return undefined;
      }
      if (isScalar(node) && typeof node.value === 'number' && /^[-+]?0\d/.test(node.source ?? ''))
        return refuse(
          node,
          `${node.source} begins with a zero, expected a number; write it without, decimals with a point (0.03, not 0,03), and texts in quotes`,
        );
      if (isNode(node) && node.anchor) anchors.set(node.anchor, node);
      if (!isMap(node)) return undefined;
      const keys = new Set<string>();
      for (const pair of node.items) {
        const name = nameOf(pair);
        if (keys.has(name) && name !== '<<')
          return refuse(pair.key as Node, `key '${name}' is given twice, expected once; remove one`);
        if (name === '__proto__') return refuse(pair.key as Node, `'__proto__' is not a name; choose another`);
        keys.add(name);
      }
      return undefined;
    },
  });
  return wrong ?? anchored;
}

/**
 * Parses YAML, in time that is linear in its length; else the first thing wrong with it: too much of it, what does not parse, a tag that is not
 * known, a key given twice or named `__proto__`, a number that begins with a zero, an alias without an anchor or within its own value, aliases that repeat too much.
 */
export function parseYaml(text: string, lines: LineCounter): (Parsed & { readonly value: unknown }) | SyntaxProblem {
  const tooMuch = excessOfText(text);
  if (tooMuch) {
    const before = text.slice(0, tooMuch.offset);
    [0, ...[...before.matchAll(/\n/g)].map(({ index }) => index + 1)].forEach(lines.addNewLine);
    return tooMuch;
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = excessOfDepth(tokens);
  if (tooDeep) return tooDeep;
  const [document, second] = [...new Composer({ merge: true, uniqueKeys: false }).compose(tokens, true, text.length)];
  const parsed = document as Document.Parsed<ParsedNode>;
  const [error] = [...parsed.errors, ...parsed.warnings];
  if (error) {
    const message = REMEDY.get(error.code) ?? `the YAML is malformed: ${error.message}; correct it`;
    return { offset: error.pos[0], message, cause: error };
  }
  if (second) return { offset: second.range[0], message: REMEDY.get('MULTIPLE_DOCS')! };
  const anchored = namesOf(parsed);
  if ('offset' in anchored) return anchored;
  try {
    return { document: parsed, anchored, value: parsed.toJS() };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const offset = [...anchored.keys()][0]?.range?.[0] ?? 0;
    return { offset, message: `the YAML cannot be read: ${why}; write the values out`, cause };
  }
}
