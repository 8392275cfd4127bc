import { column, defineAnalysis, type Given } from '@fragility/analysis';
import { row, type Row } from '@fragility/numerics';
import { definePlugin, integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';

/** What is measured on one example. */
async function measure({ model }: Given<'model'>, x: Row): Promise<number> {
  throw new Error(`write the algorithm for ${x.length} numbers and ${model.classes} classes`);
}

/** Rows of one trial; `summarise` makes tables, figures and headlines of those of all trials. */
export const myPart = defineAnalysis({
  name: 'my-part',
  summary: 'What is measured, in one sentence',
  params: strictObject({
    examples: optional(integer('examples measured', { min: 1 }), 10),
  }),
  needs: ['data', 'model'],
  columns: {
    id: column.string('example'),
    value: column.number('what was measured'),
  },
  async *run({ examples: most }, given) {
    const { inputs, ids } = given.examples;
    for (const [i, id] of ids.slice(0, most).entries()) yield { id, value: await measure(given, row(inputs, i)) };
  },
  summarise: (rows) => ({ headlines: [{ label: 'Examples measured', value: String(rows.length) }] }),
});

export default definePlugin({ api: 1, provides: [myPart] });
