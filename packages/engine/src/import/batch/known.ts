import type { Evidence } from './evidence.js';

/** What is proven of the values that a node reads. */
export interface Known extends Evidence {
  /** Whether a value holds polynomials in the number of examples, of degree at most 2. */
  exact(name: string): boolean;
  /** Whether a value holds the same for every number of examples. */
  settled(name: string): boolean;
  /** Whether the sizes of a value are polynomials, their product of degree at most 2. */
  sized(name: string): boolean;
}
