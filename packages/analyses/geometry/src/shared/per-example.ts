import type { Given, PlainCell, YieldedRow } from '@fragility/analysis';
import { strictObject } from 'valibot';
import { exampleCells } from './columns.js';
import { linearised, type Linearised } from './linearised.js';

/** The parts of an analysis without parameters that looks at the gradient at each example: a row of each, its cells after those that name it. */
export const perExample = (cells: (one: Linearised) => Readonly<Record<string, PlainCell>>) => ({
  params: strictObject({}),
  needs: ['data', 'gradients'] as const,
  passes: (_params: object, { examples }: { readonly examples: number }): number => 2 * examples,
  async *run(
    _params: object,
    { model, examples, signal, progress }: Given<'data' | 'gradients'>,
  ): AsyncGenerator<YieldedRow> {
    for await (const one of linearised(model, examples, { signal, progress }))
      yield { ...exampleCells(one), ...cells(one) };
  },
});
