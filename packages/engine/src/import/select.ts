import { FragilityError } from '@fragility/numerics';
import type { Graph, Port } from '../graph/graph.js';

/** Which of a graph's inputs and outputs to use, and the sizes that its file leaves open. */
export interface Selection {
  /** Name of the input, as a check: the logits must depend on it alone. */
  readonly input?: string;
  /** Name of the output that holds the logits; needed where there are several. */
  readonly output?: string;
  /** Shape of one input as the graph takes it, without the batch; needed where the file leaves sizes open. */
  readonly graphShape?: readonly number[];
}

const fail = (message: string): never => {
  throw new FragilityError(message, { where: 'engine/import', code: 'engine/ports' });
};

const list = (ports: readonly Port[]): string =>
  ports.map(({ name, shape }) => `'${name}' [${shape.join(', ')}]`).join(', ');

function one(ports: readonly Port[], name: string | undefined, what: 'input' | 'output'): Port {
  const found = name === undefined ? ports : ports.filter((port) => port.name === name);
  if (found.length === 1) return found[0]!;
  return name === undefined
    ? fail(`the model has ${ports.length} ${what}s: ${list(ports)}; say which by '${what}'`)
    : fail(`the model has no ${what} '${name}', only ${list(ports)}; choose one of these`);
}

/** The inputs that an output depends on. */
function usedInputs({ inputs, nodes }: Graph, output: Port): Port[] {
  const needed = new Set([output.name]);
  for (const node of nodes.toReversed())
    if (node.outputs.some((name) => needed.has(name))) node.inputs.forEach((name) => needed.add(name));
  return inputs.filter(({ name }) => needed.has(name));
}

/**
 * The graph with one input of known shape and one output; inputs that the output does not depend on are left out.
 *
 * @throws FragilityError `engine/ports` when the file has several outputs and none is chosen, the output depends on several inputs, or sizes
 *   are left open.
 */
export function select(graph: Graph, { input, output, graphShape }: Selection): Graph {
  const logits = one(graph.outputs, output, 'output');
  const used = usedInputs(graph, logits);
  if (used.length === 0) fail(`output '${logits.name}' depends on none of the inputs; choose another by 'output'`);
  if (used.length > 1)
    fail(
      `output '${logits.name}' depends on ${used.length} inputs: ${list(used)}, expected the images alone; make the others initialisers of the model`,
    );
  const chosen = one(used, input, 'input');
  if (!chosen.type.startsWith('float')) fail(`input '${chosen.name}' holds ${chosen.type}, expected float or double`);
  const [batch = 'batch', ...rest] = chosen.shape;
  const sizes = rest.map((size, k) => graphShape?.[k] ?? size);
  const mismatch = rest.some((size, k) => typeof size === 'number' && size !== sizes[k]);
  if (mismatch || (graphShape && graphShape.length !== rest.length))
    fail(`graphShape is [${graphShape!.join(', ')}], the model takes [${rest.join(', ')}]; make them agree`);
  const open = sizes.filter((size) => typeof size !== 'number');
  if (open.length > 0)
    fail(
      `the model leaves sizes open: '${chosen.name}' [${chosen.shape.join(', ')}]; give graphShape, for example [3, 224, 224]`,
    );
  return {
    ...graph,
    inputs: [{ ...chosen, shape: [batch, ...sizes] }],
    outputs: [logits],
  };
}
