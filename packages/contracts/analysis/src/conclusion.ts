import type { Definition, OutputOf, Schema } from '@fragility/plugin';
import { defineAnalysis, type AnalysisDefinition, type Summary, type SweptTrial } from './analysis.js';
import type { Measured, Reference } from './measured.js';

export interface ConclusionDefinition<P extends Schema = Schema> extends Definition<'analysis', P> {
  /** The columns that the parameters name: each must be there, or the experiment is refused before work starts. */
  reads(params: OutputOf<P>): readonly Reference[];
  /** Swept paths that the parameters name: each must be swept. */
  over?(params: OutputOf<P>): readonly Reference[];
  /** What the measurements come to. */
  conclude(params: OutputOf<P>, measured: Measured, trials: readonly SweptTrial[]): Summary | Promise<Summary>;
}

/**
 * Defines an analysis of what other analyses and attacks have measured, over the whole sweep: it asks models nothing, and has no rows of its own.
 *
 * @example
 * const largest = defineConclusion({
 *   name: 'largest', summary: 'The largest value of a column',
 *   params: z.strictObject({ of: z.string() }),
 *   reads: ({ of }) => [{ path: ['of'], column: of }],
 *   async conclude({ of }, measured) {
 *     const values = (await measured(of)).map(({ value }) => value);
 *     return { metrics: { largest: Math.max(...values) } };
 *   },
 * });
 * largest.kind; // 'analysis'
 */
export const defineConclusion = /* @__NO_SIDE_EFFECTS__ */ <P extends Schema>({
  conclude,
  ...definition
}: Omit<ConclusionDefinition<P>, 'kind'>): AnalysisDefinition<P, never> =>
  defineAnalysis({
    ...definition,
    needs: [],
    columns: {},
    passes: () => 0,
    async *run() {
      // What it concludes is in its summary.
    },
    summarise: (_rows, params, trials, measured) => conclude(params, measured, trials),
  });
