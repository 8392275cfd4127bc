import type { Rewritten } from '@fragility/model';
import { withInner } from '../../graph/bodies.js';
import type { Attribute, Graph, Node } from '../../graph/graph.js';
import type { Typed } from '../typed.js';
import { isMereCopy } from './prune.js';

const entry = (rewrite: string, nodes: readonly string[]): Rewritten[] =>
  nodes.length > 0 ? [{ rewrite, nodes }] : [];

const named = (rewrite: string, nodes: readonly Node[]): Rewritten[] =>
  entry(
    rewrite,
    nodes.map(({ name }) => name),
  );

const made = ({ outputs }: Node): string => outputs.find((name) => name !== '') ?? '';

/** Nodes of a graph that another one does not have: there is none there that makes the same value by the same operator. */
function gone(before: Graph, after: Graph): Node[] {
  const kept = new Map(after.nodes.flatMap((node) => node.outputs.map((name) => [name, node.op] as const)));
  return before.nodes.filter((node) => node.op !== 'Constant' && kept.get(made(node)) !== node.op);
}

const isBody = (value: Attribute | undefined): boolean => typeof value === 'object' && 'graph' in value;

function isAlike(a: Node, b: Node): boolean {
  const keys = [...new Set([...Object.keys(a.attributes), ...Object.keys(b.attributes)])];
  const same = (key: string): boolean =>
    a.attributes[key] === b.attributes[key] || (isBody(a.attributes[key]) && isBody(b.attributes[key]));
  return a.op === b.op && a.inputs.join('\n') === b.inputs.join('\n') && keys.every(same);
}

/** What a step has done to a graph, by name, if anything. */
export const rewritten = (rewrite: string, before: Graph, after: Graph): Rewritten[] =>
  named(rewrite, gone(before, after));

/** What writing a graph in another operator set has done to it, nodes inside of branches and bodies included. */
export function upgraded(opset: number, before: Graph, after: Graph, written: number): Rewritten[] {
  const later = new Map(withInner(after.nodes).map((node) => [made(node), node]));
  const changed = withInner(before.nodes).filter((node) => {
    const now = later.get(made(node));
    return node.op !== 'Constant' && !(now && isAlike(node, now));
  });
  return [
    ...named(
      'dropout taken as a copy',
      changed.filter(({ op }) => op === 'Dropout'),
    ),
    ...named(
      opset === written ? 'operators written as others' : `operator set ${opset} written as ${written}`,
      changed.filter(({ op }) => op !== 'Dropout'),
    ),
  ];
}

/** What taking whole numbers, or one example without an axis for the batch, has done to a graph. */
export function taken(before: Graph, after: Graph): Rewritten[] {
  const [port] = after.inputs;
  const added = new Map(after.nodes.map((node) => [node.name, node]));
  return before.inputs.flatMap(({ name, type }) => {
    const door = added.get(`${name} as ${type}`);
    const alone = port?.name !== name && added.has(`${name} alone`);
    return [
      ...(alone ? entry('axis for the batch added', [name]) : []),
      ...(door?.op === 'Cast' ? entry('input rounded to whole numbers', [name]) : []),
      ...(door?.op === 'Identity'
        ? entry('whole numbers taken as real ones', [name, ...gone(before, after).map((node) => node.name)])
        : []),
    ];
  });
}

/** What running a graph on some examples has done to it: values that do not depend on these are constants, places within each example are. */
export function known(before: Graph, after: Graph): Rewritten[] {
  const nodes = gone(before, after);
  const isConstant = (node: Node): boolean => after.constants.has(made(node));
  return [
    ...named('known values made constant', nodes.filter(isConstant)),
    ...named(
      'strided places taken within each example',
      nodes.filter((node) => !isConstant(node)),
    ),
  ];
}

/** What leaving out has done to a graph: mere copies, and nodes that the output does not need. */
export function leftOut(before: Graph, after: Graph, types?: Typed['types']): Rewritten[] {
  const nodes = gone(before, after);
  return [
    ...named(
      'copies removed',
      nodes.filter((node) => isMereCopy(node, types)),
    ),
    ...named(
      'unused nodes left out',
      nodes.filter((node) => !isMereCopy(node, types)),
    ),
  ];
}

/** Rewrites of one name as one. */
export function joined(rewrites: readonly Rewritten[]): Rewritten[] {
  const all = new Map<string, readonly string[]>();
  for (const { rewrite, nodes } of rewrites) all.set(rewrite, [...new Set([...(all.get(rewrite) ?? []), ...nodes])]);
  return Array.from(all, ([rewrite, nodes]) => ({ rewrite, nodes }));
}
