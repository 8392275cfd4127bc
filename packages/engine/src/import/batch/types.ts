import { FragilityError } from '@fragility/numerics';
import type { ElementType, Graph } from '../../graph/graph.js';
import { bytesOf } from '../../onnx/tensors/element.js';
import type { Runtime, Session } from '../../runtime/runtime.js';
import { madeBy, moving } from './observe.js';

/** Bytes of the largest value that one example may need. */
const MOST_OF_ONE = 2 ** 32;

/** Bytes of all that does not depend on the input, beside several times the weights that it may be made of. */
const MOST_OF_CONSTANTS = 2 ** 30;
const TIMES_WEIGHTS = 8;

const shown = (bytes: number): string => `${Number((bytes / 1e9).toPrecision(3))} GB`;

function refuse({ nodes }: Graph, name: string, what: string, most: number): never {
  const node = nodes.find(({ outputs }) => outputs.includes(name))!;
  throw new FragilityError(
    {
      given: `operator ${node.op} (node '${node.name}') makes ${what}`,
      expected: `at most ${shown(most)}`,
      remedy: 'the file is damaged, or was made for another machine: export a smaller model',
    },
    { where: 'engine/import', code: 'engine/large', kind: 'input' },
  );
}

/** Refuses sizes that are known before anything runs and would not fit. */
function checkSizes(graph: Graph, weights: number, session: Session): void {
  const dependent = moving(graph);
  const most = Math.max(MOST_OF_CONSTANTS, TIMES_WEIGHTS * weights);
  const types = session.types();
  let constants = 0;
  for (const [name, shape] of session.shapes()) {
    const type = types.get(name);
    if (!type) continue;
    const bytes = shape.reduce<number>((a, b) => a * (typeof b === 'number' ? b : 1), bytesOf(type));
    if (bytes > MOST_OF_ONE) refuse(graph, name, `a value of [${shape.join(', ')}], ${shown(bytes)}`, MOST_OF_ONE);
    if (dependent.has(name)) continue;
    constants += bytes;
    if (constants > most) refuse(graph, name, `constants of ${shown(constants)} in all`, most);
  }
}

/**
 * Types of all values that nodes make, before anything is computed; `light` is the graph with fewer constants, for loading.
 *
 * @throws FragilityError `engine/large` for values whose sizes are known and take more memory than there may be.
 */
export async function typesOf(
  runtime: Runtime,
  graph: Graph,
  light: Graph = { ...graph, outputs: [] },
): Promise<ReadonlyMap<string, ElementType>> {
  const session = await runtime.session(light, madeBy(graph), { untouched: true });
  await session.release();
  const weights = Array.from(graph.constants.values(), ({ data }) => data.byteLength).reduce((a, b) => a + b, 0);
  checkSizes(graph, weights, session);
  return session.types();
}
