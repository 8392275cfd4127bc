import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import { readsOf } from '../../graph/bodies.js';
import type { Graph, Port } from '../../graph/graph.js';
import { realInput, withBatchOfOne, type RealInput } from './integer-input.js';
import type { ImageUnits } from './levels.js';
import { sizesOf, type KnownSizes } from './sizes.js';

/** Which of a graph's inputs and outputs to use, and the sizes that its file leaves open. */
export interface Selection {
  /** Name of the input, as a check: the logits must depend on it alone. */
  readonly input?: string;
  /** Name of the output that holds the logits; needed where there are several. */
  readonly output?: string;
  /** Shape of one input as the graph takes it, without the batch; where the file leaves sizes open and images do not tell them. */
  readonly graphShape?: readonly number[];
}

/** What else tells sizes and units. */
type SelectOptions = Selection & Pick<KnownSizes, 'imageShape'> & ImageUnits;

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'engine/import', code: 'engine/ports', kind: 'input' });
};

const list = (ports: readonly Port[]): string =>
  ports.map(({ name, shape }) => `'${name}' [${shape.join(', ')}]`).join(', ');

/** Several outputs are one number for each class in files of scikit-learn's exporter that spread them over columns. */
const PARTS = ", or export the classes in one table (skl2onnx: options={'zipmap': False})";

function one(ports: readonly Port[], name: string | undefined, what: 'input' | 'output'): Port {
  const found = name === undefined ? ports : ports.filter((port) => port.name === name);
  if (found.length === 1) return found[0]!;
  return name === undefined
    ? fail({
        given: `the model has ${ports.length} ${what}s: ${list(ports)}`,
        remedy: `say which by '${what}'${what === 'output' ? PARTS : ''}`,
      })
    : fail({ given: `the model has no ${what} '${name}', only ${list(ports)}`, remedy: 'choose one of these' });
}

/** The inputs that an output depends on. */
function usedInputs({ inputs, nodes }: Graph, output: Port): Port[] {
  const needed = new Set([output.name]);
  for (const node of nodes.toReversed())
    if (node.outputs.some((name) => needed.has(name))) readsOf(node).forEach((name) => needed.add(name));
  return inputs.filter(({ name }) => needed.has(name));
}

/**
 * The graph with one input of known shape and one output; inputs that the output does not depend on are left out.
 *
 * @throws FragilityError `engine/ports` when the file has several outputs and none is chosen, the output depends on several inputs, or sizes
 *   are left open.
 */
export function select(graph: Graph, { input, output, graphShape, ...sources }: SelectOptions): RealInput {
  const logits = one(graph.outputs, output, 'output');
  const used = usedInputs(graph, logits);
  if (used.length === 0)
    fail({ given: `output '${logits.name}' depends on none of the inputs`, remedy: `choose another by 'output'` });
  if (used.length > 1)
    fail({
      given: `output '${logits.name}' depends on ${used.length} inputs: ${list(used)}`,
      expected: 'the images alone',
      remedy: 'make the others initialisers of the model',
    });
  const chosen = one(used, input, 'input');
  const { sizes, batch, alone } = sizesOf(graph, chosen, { ...sources, ...(graphShape ? { graphShape } : {}) });
  const selected: Graph = {
    ...graph,
    inputs: [{ ...chosen, shape: alone ? sizes : [batch, ...sizes] }],
    outputs: [logits],
  };
  return realInput(alone ? withBatchOfOne(selected, sizes) : selected, sources);
}
