import { GraphBuilder } from '../../graph/builder.js';
import type { Attribute, Constant } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { weights } from '../gradient.js';

/** A value of a random graph; its shape is that of one example. */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
}

type Attributes = Readonly<Record<string, Attribute>>;

/** A random graph in the making: nodes in the form of its operator set, constants that may be shared. */
export class Sketch {
  readonly b = new GraphBuilder('random');
  readonly opset: number;
  /** Values made so far, which branches start from. */
  readonly values: Value[] = [];
  /** Whether the answer for one example depends on the others. */
  mixes = false;
  /** Whether a node draws at random. */
  draws = false;
  readonly #alike: boolean;
  readonly #constants = new Map<string, string>();

  /** @param alike whether nodes are named alike */
  constructor(opset: number, alike: boolean) {
    this.opset = opset;
    this.#alike = alike;
  }

  add(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.addOf(1, op, inputs, attributes)[0]!;
  }

  /** A node of several outputs. */
  addOf(count: number, op: string, inputs: readonly string[], attributes: Attributes = {}): string[] {
    const outputs = Array.from({ length: count }, () => this.b.fresh('v'));
    this.b.append({ name: this.#alike ? op : outputs[0]!, op, inputs, outputs, attributes });
    return outputs;
  }

  /** Numbers in (−1, 1), the same initialiser for the same shape and seed. */
  weights(shape: readonly number[], seed: number): string {
    return this.#shared(`${shape.join()}/${seed}`, () => weights(shape, 'float32', seed + 1));
  }

  scalar(value: number): string {
    return this.#shared(`scalar ${value}`, () => filled('float32', [], value));
  }

  positive(size: number, value: number): string {
    return this.#shared(`${size} of ${value}`, () => filled('float32', [size], value));
  }

  list(...values: readonly number[]): string {
    return this.#shared(`list ${values.join()}`, () => integers(values));
  }

  flag(value: boolean): string {
    const data = Uint8Array.of(Number(value));
    return this.#shared(`flag ${value}`, () => ({ type: 'bool', shape: [], data }));
  }

  clip(x: string, low: number, high: number): string {
    return this.opset < 11
      ? this.add('Clip', [x], { min: { float: low }, max: { float: high } })
      : this.add('Clip', [x, this.scalar(low), this.scalar(high)]);
  }

  /** Squeeze, Unsqueeze and ReduceSum take their axes as an attribute before set 13. */
  along(op: string, x: string, axes: readonly number[], attributes: Attributes = {}): string {
    return this.opset < 13
      ? this.add(op, [x], { ...attributes, axes })
      : this.add(op, [x, this.list(...axes)], attributes);
  }

  /** The number of examples, as a list of one. */
  count(of: string): string {
    return this.along('Unsqueeze', this.add('Gather', [this.add('Shape', [of]), this.#place(0)]), [0]);
  }

  #place(value: number): string {
    return this.#shared(`place ${value}`, () => ({ ...integers([value]), shape: [] }));
  }

  #shared(key: string, make: () => Constant): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.b.constant(make());
    this.#constants.set(key, name);
    return name;
  }
}
