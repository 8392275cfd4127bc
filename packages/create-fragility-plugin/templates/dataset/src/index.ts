import { defineDataset, type Examples } from '@fragility/dataset';
import { definePlugin, integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';

/** The examples at some positions, in their order: inputs [n, ...shape], labels in 0…K−1, an id each. */
function examplesAt(indices: ArrayLike<number>): Examples {
  throw new Error(`write the algorithm that reads examples such as ${indices[0]}`);
}

export const myPart = defineDataset({
  name: 'my-part',
  summary: 'What the data are, in one sentence',
  params: strictObject({
    points: optional(integer('number of examples', { min: 1 }), 100),
  }),
  open: async ({ points }) => ({
    shape: [2],
    classes: ['first', 'second'],
    bounds: [0, 1],
    size: { train: points, test: 0 },
    load: async (_split, indices) => examplesAt(indices),
  }),
});

export default definePlugin({ api: 1, provides: [myPart] });
