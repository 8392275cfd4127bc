import type { Constant } from '../../graph/graph.js';

/** What a value holds, where that does not depend on the input. */
export type Known = (name: string) => Pick<Constant, 'shape' | 'data'> | undefined;
