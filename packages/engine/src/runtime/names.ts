import { renamedGraph } from '../graph/bodies.js';
import type { Graph } from '../graph/graph.js';

/** ONNX Runtime hands values over as properties of objects, where this name is none. */
const UNNAMEABLE = '__proto__';

const INSTEAD = 'value named __proto__';

/** The name that ONNX Runtime knows a value by. */
export const namedInside = (name: string): string => (name === UNNAMEABLE ? INSTEAD : name);

/** The graph with names that ONNX Runtime can hand values over by. */
export const nameable = (graph: Graph): Graph => renamedGraph(graph, namedInside);
