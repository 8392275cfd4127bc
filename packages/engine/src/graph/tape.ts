import type { GraphBuilder } from './builder.js';
import { elementCode } from '../onnx/tensors/element.js';
import type { Attribute, Constant, ElementType, Graph, Node, Shape, ValueType } from './graph.js';
import { filled, integers, transpose, type Precision } from './tensors.js';

/** What the rule of one node may use. Names in, names out: everything it emits goes into the backward graph. */
export interface Tape {
  readonly node: Node;
  /** Precision of the node's output. */
  readonly precision: Precision;
  /** Whether the gradient with respect to input k is asked for. */
  wanted(k: number): boolean;
  shape(name: string): Shape;
  type(name: string): ElementType;
  /** A value of the forward graph that is known beforehand. */
  known(name: string): Constant | undefined;
  /** A value of the forward graph, for use in the backward graph; what is taken here is saved by the forward pass. */
  value(name: string): string;
  /** The transpose of a matrix of the forward graph; of a constant it is made once, when the graph is built. */
  transposed(name: string): string;
  /** A constant of the backward graph, made once for every `key`. */
  constant(key: string, make: () => Constant): string;
  /** A number in the node's precision. */
  scalar(value: number): string;
  integers(values: readonly number[]): string;
  /** Adds a node and returns its output. */
  emit(op: string, inputs: readonly string[], attributes?: Attributes): string;
  /** Adds a node to the forward graph, to be read by {@link Tape.mask}; its inputs are values of that graph. */
  before(op: string, inputs: readonly string[], attributes?: Attributes): string;
  /**
   * A comparison of values of the forward graph, in the shape of the first. The forward pass makes it, and saves a byte for each truth value
   * instead of the numbers compared.
   */
  mask(op: 'Greater' | 'Less' | 'Equal', inputs: readonly string[]): string;
  /** Adds a node and returns its second output. */
  emitSecond(op: string, inputs: readonly string[], attributes?: Attributes): string;
  /** A value in another element type, by default the node's precision. */
  cast(value: string, type?: ElementType): string;
}

type Attributes = Readonly<Record<string, Attribute>>;

/** Adds a node to the forward graph; with `like`, as booleans in the shape of that value, which the backward graph is fed with. */
export type Before = (op: string, inputs: readonly string[], attributes?: Attributes, like?: string) => string;

interface Given {
  readonly node: Node;
  readonly graph: Graph;
  readonly types: ReadonlyMap<string, ValueType>;
  readonly moving: ReadonlySet<string>;
  readonly builder: GraphBuilder;
  readonly before: Before;
  reach(name: string): string;
  constant(key: string, make: () => Constant): string;
}

/** The tape of one node. */
export function createTape({ node, graph, types, moving, builder, before, reach, constant }: Given): Tape {
  const precision: Precision = types.get(node.outputs[0]!)?.type === 'float64' ? 'float64' : 'float32';
  return {
    node,
    precision,
    wanted: (k) => moving.has(node.inputs[k] ?? ''),
    shape: (name) => types.get(name)!.shape,
    type: (name) => types.get(name)!.type,
    known: (name) => graph.constants.get(name),
    value: reach,
    transposed: (name) => {
      const matrix = graph.constants.get(name);
      return matrix
        ? constant(`transposed ${name}`, () => transpose(matrix))
        : builder.node('Transpose', [reach(name)]);
    },
    constant,
    scalar: (value) => constant(`${precision} ${value}`, () => filled(precision, [], value)),
    integers: (values) => constant(`integers ${values.join()}`, () => integers(values)),
    emit: (op, inputs, attributes) => builder.node(op, inputs, attributes),
    before: (op, inputs, attributes) => before(op, inputs, attributes),
    mask: (op, inputs) => before(op, inputs, {}, inputs[0]),
    emitSecond: (op, inputs, attributes) => builder.nodeOf(2, op, inputs, attributes)[1]!,
    cast: (value, type = precision) => builder.node('Cast', [value], { to: elementCode(type) }),
  };
}
