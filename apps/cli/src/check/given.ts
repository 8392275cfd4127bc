import { defineAttack, type AttackRecord } from '@fragility/attack';
import { matrix, stream } from '@fragility/dataset';
import type { Checkpoint } from '@fragility/model';
import { marginLoss } from '@fragility/numerics';
import { handleOf, runAttack } from '@fragility/runner';
import { strictObject } from 'valibot';
import { exampleProblem } from './example.js';

const STEPS = 30;

/** An attack for analyses to use. */
const walk = defineAttack({
  name: 'walk',
  summary: 'Walk down the margin until fooled, then bisect',
  reference: 'fragility check',
  norms: ['l2'],
  goal: 'smallest',
  requires: 'gradient',
  params: strictObject({}),
  create:
    () =>
    async ({ input, criterion, budget, space, gradient, decide }) => {
      const direction = space.steepest((await gradient(input, marginLoss(criterion))).gradient);
      let [low, high, found] = [0, 0.1, false];
      for (let k = 0; k < STEPS; k++) {
        const length = found ? (low + high) / 2 : high;
        const { fooled } = await decide(space.step(input, direction, length, budget));
        if (fooled) [high, found] = [length, true];
        else if (found) low = length;
        else [low, high] = [high, 2 * high];
      }
    },
});

/** Everything that an analysis can ask for, on the example problem; call it anew for parts that were not used before. */
export async function exampleParts(): Promise<() => object> {
  const { model, dataset } = exampleProblem();
  const examples = await matrix(dataset);
  const chosen = { name: 'walk', definition: walk, params: {}, options: { norm: 'l2' } } as const;
  const context = { seed: 1, signal: undefined };
  const found = await runAttack(chosen, model, stream(dataset), context);
  async function* records(): AsyncGenerator<AttackRecord> {
    yield* found;
  }
  const handle = handleOf(chosen, async () => model, records, context);
  async function* checkpoints(): AsyncGenerator<Checkpoint> {
    for (const step of [1, 2]) yield { step, loss: 1 / step, model: async () => model };
  }
  return () => ({
    model,
    dataset,
    attacks: [handle],
    checkpoints: checkpoints(),
    examples: {
      ...examples,
      inputs: { ...examples.inputs, data: examples.inputs.data.slice() },
      labels: examples.labels.slice(),
    },
  });
}
