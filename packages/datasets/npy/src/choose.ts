import type { Split } from '@fragility/dataset';

export type Role = 'inputs' | 'labels';

/** What archives call inputs and labels: Keras, Foolbox, MedMNIST, numpy.savez without names. */
const NAMES: Readonly<Record<Role, readonly string[]>> = {
  inputs: ['x', 'images', 'inputs', 'data', 'features'],
  labels: ['y', 'labels', 'targets', 'target', 'classes'],
};
const UNNAMED: Readonly<Record<Role, string>> = { inputs: 'arr_0', labels: 'arr_1' };

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/**
 * The array of an archive that is meant where none is named: the only one that is called so for the split, else the only one that is called so at
 * all; undefined where none or several are.
 *
 * @example chooseArray(['x_train', 'y_train', 'x_test', 'y_test'], 'inputs', 'test'); // 'x_test'
 */
export function chooseArray(names: readonly string[], role: Role, split: Split): string | undefined {
  const words = NAMES[role];
  const splits = split === 'test' ? ['test', 'val', 'eval'] : ['train', 'training'];
  const tiers = [
    splits.slice(0, 1).flatMap((one) => words.flatMap((word) => [word + one, one + word])),
    splits.slice(1).flatMap((one) => words.flatMap((word) => [word + one, one + word])),
    [...words, plain(UNNAMED[role])],
  ];
  for (const tier of tiers) {
    const found = names.filter((name) => tier.includes(plain(name)));
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}
