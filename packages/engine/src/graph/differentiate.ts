import { FragilityError } from '@fragility/numerics';
import { ruleOf, type Rule } from '../rules/index.js';
import { refuse } from '../rules/rule.js';
import { readsOf } from './bodies.js';
import { GraphBuilder } from './builder.js';
import type { Constant, Graph, Node, Port, ValueType } from './graph.js';
import { inferTypes } from './infer.js';
import { createTape, type Before } from './tape.js';
import { filled } from './tensors.js';

type ValueTypes = ReadonlyMap<string, ValueType>;

/** Names of all floating-point values that change when one of `inputs` changes; others have no gradient to pass on. */
function dependents(graph: Graph, inputs: readonly string[], types: ValueTypes): Set<string> {
  const moving = new Set(inputs);
  const smooth = (name: string): boolean => types.get(name)?.type.startsWith('float') ?? false;
  for (const node of graph.nodes) {
    if (readsOf(node).some((name) => moving.has(name))) node.outputs.filter(smooth).forEach((name) => moving.add(name));
  }
  return moving;
}

/** Names of all values that a value depends on. */
function sources(graph: Graph, of: string): Set<string> {
  const needed = new Set([of]);
  for (const node of graph.nodes.toReversed())
    if (node.outputs.some((name) => needed.has(name))) readsOf(node).forEach((name) => needed.add(name));
  return needed;
}

/** Throws, of a value that no cotangent reaches, which node stops them. */
function unreached(graph: Graph, { of }: Request, name: string, moving: Set<string>, stopped: Set<Node>): never {
  const needed = sources(graph, of);
  const ends = (each: Node): boolean =>
    readsOf(each).some((from) => moving.has(from)) && each.outputs.some((to) => needed.has(to) && !moving.has(to));
  const node =
    graph.nodes.find((each) => stopped.has(each) || (ends(each) && !each.outputs.some((to) => moving.has(to)))) ??
    graph.nodes.find(ends);
  const isSequence = /Sequence|^Optional/.test(node?.op ?? '');
  const why = isSequence ? 'makes a sequence, which no gradient passes' : 'is flat, its slope is 0 wherever it has one';
  const message = node ? `operator ${node.op} (node '${node.name}') ${why}` : `'${of}' does not depend on '${name}'`;
  throw new FragilityError(
    { given: message, remedy: `ask for gradients of what depends on '${name}' smoothly` },
    {
      where: 'engine/graph',
      code: 'engine/operator',
      kind: 'input',
      ...(node ? { node: { name: node.name, op: node.op, why } } : {}),
    },
  );
}

interface Request {
  /** The value that is differentiated. */
  readonly of: string;
  /** The values it is differentiated with respect to. */
  readonly wrt: readonly string[];
  /** Rules of single nodes in place of their operators', by the value that a node makes. */
  readonly rules?: ReadonlyMap<string, Rule> | undefined;
}

/** How the reverse pass has values of the forward graph, and adds to it. */
interface Link {
  reach(name: string): string;
  readonly before: Before;
}

/** Refuses cotangents of outputs besides the first, which a rule of the first alone would drop. */
function requireRuleOf(node: Node, rule: Rule, cotangents: readonly (string | undefined)[]): void {
  const k = cotangents.findLastIndex((each) => each !== undefined);
  if (k > 0 && rule.length < 3)
    refuse(node, `has no gradient of its output '${node.outputs[k]}'`, 'export the model without that output');
}

/** Appends the reverse pass to `builder`. */
function reverse(
  graph: Graph,
  types: ValueTypes,
  { of, wrt, rules }: Request,
  builder: GraphBuilder,
  cotangent: string,
  link: Link,
): string[] {
  const moving = dependents(graph, wrt, types);
  const made = new Map<string, string>();
  const constant = (key: string, make: () => Constant): string => {
    if (!made.has(key)) made.set(key, builder.constant(make()));
    return made.get(key)!;
  };
  const cotangents = new Map([[of, cotangent]]);
  const stopped = new Set<Node>();
  for (const node of graph.nodes.toReversed()) {
    const known = node.outputs.map((name) => cotangents.get(name));
    if (known.every((each) => each === undefined) || !node.outputs.some((name) => moving.has(name))) continue;
    const tape = createTape({ node, graph, types, moving, builder, constant, ...link });
    const rule = rules?.get(node.outputs[0]!) ?? ruleOf(node);
    requireRuleOf(node, rule, known);
    const passed = rule(tape, known[0]!, known);
    if (passed.every((dx, k) => dx === undefined || !moving.has(node.inputs[k]!))) stopped.add(node);
    passed.forEach((dx, k) => {
      const name = node.inputs[k]!;
      if (dx === undefined || !moving.has(name)) return;
      const sum = cotangents.get(name);
      cotangents.set(name, sum === undefined ? dx : builder.node('Add', [sum, dx]));
    });
  }
  return wrt.map((name) => {
    const dx = cotangents.get(name) ?? unreached(graph, { of, wrt }, name, moving, stopped);
    const gradient = builder.node('Identity', [dx], {}, `gradient:${name}`);
    builder.output({ name: gradient, ...types.get(name)! });
    return gradient;
  });
}

/** A graph split for vector-Jacobian products whose cotangent depends on the outputs. */
export interface Differentiated {
  /** Returns the outputs of the graph and `saved`. */
  readonly forward: Graph;
  /** Takes the cotangent and `saved`, returns `gradients`. */
  readonly backward: Graph;
  /** Values of the forward graph (inputs, outputs or in between) that the backward graph is fed with, after the cotangent. */
  readonly saved: readonly string[];
  /** Name of the backward graph's input for the cotangent. */
  readonly cotangent: string;
  /** Names of the backward graph's outputs, one for each value of `wrt`. */
  readonly gradients: readonly string[];
}

/**
 * Reverse-mode differentiation of an ONNX graph: a forward graph that also returns what the backward pass needs, and the backward graph
 *
 *     gradients[k] = (∂of / ∂wrt[k])ᵀ cotangent
 *
 * `types` are those of every value of the graph; without them they are inferred, which works for dense networks.
 *
 * @throws FragilityError `engine/operator` for an operator without a rule, or when `of` does not depend on `wrt`.
 * @example
 * const { backward } = differentiate(denseGraph(layers, 'float64'), { of: 'logits', wrt: ['input'] });
 * backward.outputs.map(({ name }) => name); // ['gradient:input']
 */
export function differentiate(
  graph: Graph,
  request: Request,
  types: ReadonlyMap<string, ValueType> = inferTypes(graph),
): Differentiated {
  const port = (name: string): Port => ({ name, ...types.get(name)! });
  const forward = GraphBuilder.from(graph);
  const backward = new GraphBuilder(`${graph.name} backward`);
  backward.reserve([...types.keys()]);
  const cotangent = backward.input({ ...port(request.of), name: 'cotangent' });
  const returned = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const saved: string[] = [];
  const save = (value: Port): string => {
    saved.push(value.name);
    if (!returned.has(value.name)) forward.output(value);
    return backward.input(value);
  };
  const reached = new Set<string>();
  const reach = (name: string): string => {
    if (reached.has(name)) return name;
    reached.add(name);
    const constant = graph.constants.get(name);
    return constant ? backward.constant(constant, name) : save(port(name));
  };
  const before: Before = (op, inputs, attributes, like) => {
    inputs.forEach((name) => {
      const constant = backward.known(name);
      if (constant && !forward.known(name)) forward.constant(constant, name);
    });
    const name = forward.node(op, inputs, attributes, backward.fresh(op.toLowerCase()));
    return like === undefined ? name : save({ name, type: 'bool', shape: types.get(like)!.shape });
  };
  const gradients = reverse(graph, types, request, backward, cotangent, { reach, before });
  return { forward: forward.build(), backward: backward.build(), saved, cotangent, gradients };
}

/**
 * The graph with the gradients of its scalar `of` as further outputs `gradient:<name>`, in one piece: for training.
 *
 * @throws FragilityError `engine/operator`, as {@link differentiate}.
 * @example
 * const b = new GraphBuilder('double');
 * const two = b.constant({ type: 'float64', shape: [], data: Float64Array.of(2) });
 * const input = b.input({ name: 'input', type: 'float64', shape: [] });
 * b.output({ name: b.node('Mul', [input, two], {}, 'twice'), type: 'float64', shape: [] });
 * withGradients(b.build(), { of: 'twice', wrt: ['input'] }).gradients; // ['gradient:input']
 */
export function withGradients(
  graph: Graph,
  request: Request,
): { readonly graph: Graph; readonly gradients: readonly string[] } {
  const types = inferTypes(graph);
  const builder = GraphBuilder.from(graph, `${graph.name} gradients`);
  const { type } = types.get(request.of)!;
  const one = builder.constant(filled(type === 'float64' ? 'float64' : 'float32', [], 1));
  const link: Link = {
    reach: (name) => name,
    before: (op, inputs, attributes) => builder.node(op, inputs, attributes),
  };
  const gradients = reverse(graph, types, request, builder, one, link);
  return { graph: builder.build(), gradients };
}
