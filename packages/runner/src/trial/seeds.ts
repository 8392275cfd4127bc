import { random, type Random } from '@fragility/numerics';

/** Independent seeds of a trial's parts; the dataset's does not depend on the model, so that models share data. */
export interface Seeds {
  readonly dataset: number;
  readonly model: number;
  readonly attacks: number;
  analysis(name: string): Random;
}

export function seedsOfTrial(seed: number): Seeds {
  const root = random(seed);
  const draw = (part: string): number => Math.floor(root.fork(part).uniform() * 2 ** 32);
  return {
    dataset: draw('dataset'),
    model: draw('model'),
    attacks: draw('attacks'),
    analysis: (name) => root.fork('analyses').fork(name),
  };
}
