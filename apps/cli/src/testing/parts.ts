import { defineAnalysis } from '@fragility/analysis';
import { defineAttack } from '@fragility/attack';
import { defineDataset, type Examples, type Split } from '@fragility/dataset';
import { defineModel, referenceClassifier } from '@fragility/model';
import { marginLoss } from '@fragility/numerics';
import { definePlugin, integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';

const noParams = strictObject({});

/** Exact on linear classifiers, which is where the checks know the optimum. */
const step = defineAttack({
  name: 'step',
  summary: 'Step of the whole budget down the margin',
  reference: 'a test',
  norms: ['l2'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params: noParams,
  create:
    () =>
    async ({ input, criterion, budget, space, gradient }) =>
      space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget),
});

const line = (split: Split, indices: ArrayLike<number>): Examples => ({
  inputs: { data: Float64Array.from(indices), shape: [indices.length, 1] },
  labels: Int32Array.from(indices, (i) => i % 2),
  ids: Array.from(indices, (i) => `${split}-${i}`),
});

/** Needs a parameter. */
const points = defineDataset({
  name: 'points',
  summary: 'Whole numbers, even and odd',
  params: strictObject({ count: integer('how many', { min: 1 }) }),
  open: async ({ count }) => ({
    shape: [1],
    classes: ['even', 'odd'],
    bounds: null,
    size: { train: count, test: 0 },
    load: async (split, indices) => line(split, indices),
  }),
});

/** Fits inputs of one size only. */
const threshold = defineModel({
  name: 'threshold',
  summary: 'Compares one number with zero',
  params: noParams,
  build: async () =>
    referenceClassifier([
      {
        inputs: 1,
        outputs: 2,
        weight: Float64Array.of(-1, 1),
        bias: new Float64Array(2),
        activation: { kind: 'identity' },
      },
    ]),
});

/** Asks for everything there is. */
const sizes = defineAnalysis({
  name: 'sizes',
  summary: 'How many parts there are of everything',
  params: strictObject({ extra: optional(integer('added to the number of attacks', { min: 0 }), 0) }),
  needs: ['data', 'dense', 'attacks', 'checkpoints'],
  columns: {
    examples: { type: 'integer', description: 'number of examples' },
    attacks: { type: 'integer', description: 'number of attacks' },
    distance: { type: 'number', description: 'distance of the first record between two classes' },
    checkpoints: { type: 'integer', description: 'number of checkpoints' },
  },
  async *run({ extra }, { examples, model, attacks, checkpoints, dataset }) {
    let steps = 0;
    for await (const { model: early } of checkpoints) steps += (await early()).layers.length > 0 ? 1 : 0;
    const [first] = attacks;
    const pair = await dataset.load('train', [0]);
    const other = pair.labels[0] === 0 ? 1 : 0;
    let distance = model.classes;
    for await (const { success } of first!.records()) distance += success ? 1 : 0;
    for await (const record of first!.attack(pair, { classes: [pair.labels[0]!, other] })) distance = record.distance;
    yield { examples: examples.labels.length, attacks: attacks.length + extra, distance, checkpoints: steps };
  },
  summarise: (rows) => ({ headlines: [{ label: 'Rows', value: String(rows.length) }] }),
});

export default definePlugin({ api: 1, provides: [step, points, threshold, sizes] });
