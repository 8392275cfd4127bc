import type { Constant, Graph, ValueType } from '../graph/graph.js';

/** A graph whose values all have known types, and whose nodes all depend on the input. */
export interface Typed {
  readonly graph: Graph;
  readonly types: ReadonlyMap<string, ValueType>;
  /** Number of examples that every call takes, for a graph that was made for one; undefined for any number. */
  readonly batch: number | undefined;
  /** What quantised weights stand for, where the graph computes with the whole numbers themselves. */
  readonly weights?: ReadonlyMap<string, Constant>;
}
