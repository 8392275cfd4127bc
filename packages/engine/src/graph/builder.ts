import { namesInside } from './bodies.js';
import type { Attribute, Constant, Graph, Node, Port } from './graph.js';

/**
 * Builds a graph node by node; every method that makes a value returns its name.
 *
 * @example
 * const b = new GraphBuilder('double');
 * const x = b.input({ name: 'x', type: 'float64', shape: ['batch', 3] });
 * b.output({ name: b.node('Add', [x, x]), type: 'float64', shape: ['batch', 3] });
 * b.build();
 */
export class GraphBuilder {
  readonly name: string;
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #nodes: Node[] = [];
  readonly #taken = new Set<string>();
  #sets: Graph['sets'];

  constructor(name: string) {
    this.name = name;
  }

  /** A copy of a graph to append to; its outputs are kept. */
  static from(graph: Graph, name = graph.name): GraphBuilder {
    const builder = new GraphBuilder(name);
    builder.#sets = graph.sets;
    graph.inputs.forEach((port) => builder.input(port));
    graph.constants.forEach((constant, key) => builder.constant(constant, key));
    graph.nodes.forEach((node) => builder.append(node));
    graph.outputs.forEach((port) => builder.output(port));
    return builder;
  }

  input(port: Port): string {
    this.#taken.add(port.name);
    this.#inputs.push(port);
    return port.name;
  }

  output(port: Port): void {
    this.#outputs.push(port);
  }

  constant(value: Constant, name = this.fresh('constant')): string {
    this.#taken.add(name);
    this.#constants.set(name, value);
    return name;
  }

  /** The constant of a name, if it has one. */
  known(name: string): Constant | undefined {
    return this.#constants.get(name);
  }

  /** Adds a node with one output and returns the output's name, which is also the node's. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name?: string,
  ): string {
    const value = name ?? this.fresh(op.toLowerCase());
    this.append({ name: value, op, inputs, outputs: [value], attributes });
    return value;
  }

  /** Adds a node with several outputs and returns their names. */
  nodeOf(
    count: number,
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string[] {
    const outputs = Array.from({ length: count }, () => this.fresh(op.toLowerCase()));
    this.append({ name: outputs[0]!, op, inputs, outputs, attributes });
    return outputs;
  }

  /** Keeps names from being given to new values. */
  reserve(names: readonly string[]): void {
    names.forEach((name) => this.#taken.add(name));
  }

  append(node: Node): void {
    this.reserve([...node.outputs, ...namesInside(node)]);
    this.#nodes.push(node);
  }

  build(): Graph {
    return {
      name: this.name,
      inputs: [...this.#inputs],
      outputs: [...this.#outputs],
      constants: new Map(this.#constants),
      nodes: [...this.#nodes],
      ...(this.#sets === undefined ? {} : { sets: this.#sets }),
    };
  }

  /** A name that no value has, taken. */
  fresh(stem: string): string {
    let k = this.#taken.size;
    while (this.#taken.has(`${stem}_${k}`)) k++;
    this.#taken.add(`${stem}_${k}`);
    return `${stem}_${k}`;
  }
}
