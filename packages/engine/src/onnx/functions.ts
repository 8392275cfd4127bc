import { FragilityError } from '@fragility/numerics';
import { altered } from './altered.js';
import { isStandard } from './graph.js';
import type { Decoded } from './schema.js';

type NodeProto = Decoded<'NodeProto'>;
type GraphProto = Decoded<'GraphProto'>;
type FunctionProto = Decoded<'FunctionProto'>;
type AttributeProto = Decoded<'AttributeProto'>;
type Renamed = (name: string) => string;

const keyOf = (domain: string, name: string, overload: string): string =>
  JSON.stringify([isStandard(domain) ? '' : domain, name, overload]);

/** Names that a graph, and branches and bodies inside of it, give to values. */
const definedIn = ({ node, input, initializer }: Pick<GraphProto, 'node' | 'input' | 'initializer'>): string[] => [
  ...input.map(({ name }) => name),
  ...initializer.map(({ name }) => name),
  ...node.flatMap(({ output, attribute }) => [...output, ...attribute.flatMap(({ g }) => (g ? definedIn(g) : []))]),
];

/** A node of a function's body with the values and attributes that it was called with. */
function called(node: NodeProto, renamed: Renamed, given: ReadonlyMap<string, AttributeProto>): NodeProto {
  const port = <T extends { readonly name: string }>(each: T): T =>
    altered(each, { name: renamed(each.name) } as unknown as Partial<T>);
  const inside = (g: GraphProto): GraphProto =>
    altered(g, {
      node: g.node.map((each) => called(each, renamed, given)),
      input: g.input.map(port),
      output: g.output.map(port),
      initializer: g.initializer.map(port),
    });
  return altered(node, {
    input: node.input.map(renamed),
    output: node.output.map(renamed),
    attribute: node.attribute.flatMap((each) => {
      if (each.refAttrName !== '') {
        const found = given.get(each.refAttrName);
        return found ? [altered(found, { name: each.name })] : [];
      }
      return each.g ? [altered(each, { g: inside(each.g) })] : [each];
    }),
  });
}

/** Nodes that the calls of a model's functions may become. */
const MOST_NODES = 200_000;

/** Calls within calls; exporters nest a few. */
const DEEPEST = 100;

const refuse = (given: string, expected: string): never => {
  throw new FragilityError(
    { given, expected, remedy: 'export the model again' },
    { where: 'engine/onnx', code: 'engine/onnx', kind: 'input' },
  );
};

/** Writes calls of functions as the nodes that they stand for. */
class Inliner {
  readonly #functions: ReadonlyMap<string, FunctionProto>;
  readonly #taken: Set<string>;
  /** Numbers that names were last made with. */
  readonly #tried = new Map<string, number>();

  constructor(functions: readonly FunctionProto[], taken: readonly string[]) {
    this.#functions = new Map(functions.map((each) => [keyOf(each.domain, each.name, each.overload), each]));
    this.#taken = new Set(taken);
  }

  nodes(nodes: readonly NodeProto[], within: readonly string[] = []): NodeProto[] {
    return nodes.flatMap((node) => {
      const key = keyOf(node.domain, node.opType, node.overload);
      const found = this.#functions.get(key);
      if (!found) return [this.#bodies(node, within)];
      this.#check(found, key, within);
      return this.nodes(this.#call(node, found), [...within, key]);
    });
  }

  /** Number of nodes that some nodes stand for, none of them written; `known` are those of functions met before. */
  count(nodes: readonly NodeProto[], known = new Map<string, number>(), within: readonly string[] = []): number {
    return nodes.reduce((sum, node) => {
      const key = keyOf(node.domain, node.opType, node.overload);
      const found = this.#functions.get(key);
      const inside = node.attribute.reduce((all, { g }) => all + (g ? this.count(g.node, known, within) : 0), 0);
      if (!found) return sum + 1 + inside;
      this.#check(found, key, within);
      if (!known.has(key)) known.set(key, this.count(found.node, known, [...within, key]));
      return sum + known.get(key)!;
    }, 0);
  }

  #check({ name, domain }: FunctionProto, key: string, within: readonly string[]): void {
    if (within.includes(key)) refuse(`function '${name}' of domain '${domain}' calls itself`, 'none that does');
    if (within.length === DEEPEST) refuse(`functions call one another more than ${DEEPEST} deep`, 'fewer');
  }

  #bodies(node: NodeProto, within: readonly string[]): NodeProto {
    if (!node.attribute.some(({ g }) => g)) return node;
    const attribute = node.attribute.map((each) =>
      each.g ? altered(each, { g: altered(each.g, { node: this.nodes(each.g.node, within) }) }) : each,
    );
    return altered(node, { attribute });
  }

  #fresh(stem: string): string {
    let name = stem;
    let k = this.#tried.get(stem) ?? 0;
    while (this.#taken.has(name)) name = `${stem}_${++k}`;
    this.#tried.set(stem, k);
    this.#taken.add(name);
    return name;
  }

  #call(node: NodeProto, { input, output, node: body, attributeProto }: FunctionProto): NodeProto[] {
    const names = new Map(input.map((name, k) => [name, node.input[k] ?? '']));
    const handedOn = output.map((name, k) => [name, node.output[k] ?? ''] as const);
    const direct = handedOn.filter(([name, to]) => to !== '' && !names.has(name));
    direct.forEach(([name, to]) => names.set(name, to));
    const copies = handedOn.filter(([name, to]) => to !== '' && names.get(name) !== to);
    const stem = node.name || node.output.find((name) => name !== '') || node.opType;
    for (const name of definedIn({ node: body, input: [], initializer: [] }))
      if (name !== '' && !names.has(name)) names.set(name, this.#fresh(`${stem}/${name}`));
    const renamed: Renamed = (name) => names.get(name) ?? name;
    const given = new Map([...attributeProto, ...node.attribute].map((each) => [each.name, each]));
    const named = (name: string): string => this.#fresh(`${stem}/${name}`);
    return [
      ...body.map((each) => altered(called(each, renamed, given), { name: named(each.name || each.opType) })),
      ...copies.map(([name, to]) =>
        altered(node, {
          name: named(to),
          opType: 'Identity',
          domain: '',
          overload: '',
          input: [renamed(name)],
          output: [to],
          attribute: [],
        }),
      ),
    ];
  }
}

/** Nodes of a graph that call a function of the model. */
export function callsOf(graph: GraphProto, functions: readonly FunctionProto[]): NodeProto[] {
  const keys = new Set(functions.map(({ domain, name, overload }) => keyOf(domain, name, overload)));
  return graph.node.filter(({ domain, opType, overload }) => keys.has(keyOf(domain, opType, overload)));
}

/**
 * The graph with every call of a function of the model in place of it: names made unique, attributes handed on or at their defaults, inputs
 * that are left out left out in the function, too.
 *
 * @throws FragilityError `engine/onnx` for a function that calls itself.
 */
export function withoutFunctions(graph: GraphProto, functions: readonly FunctionProto[]): GraphProto {
  if (functions.length === 0) return graph;
  const inliner = new Inliner(functions, definedIn(graph));
  if (!(inliner.count(graph.node) <= MOST_NODES))
    refuse(`calls of functions stand for more than ${MOST_NODES} nodes`, 'fewer, or the nodes themselves');
  return altered(graph, { node: inliner.nodes(graph.node) });
}
