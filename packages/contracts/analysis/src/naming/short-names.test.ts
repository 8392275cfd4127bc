import { expect, it } from '@jest/globals';
import { shortNames } from './short-names.js';

it('shortens paths to their last step where that tells them apart', () => {
  const paths = ['dataset.dimension', 'models.a.scale', 'models.b.scale', 'dataset.seed'];
  expect([...shortNames(paths, ['seed']).values()]).toEqual([
    'dimension',
    'models.a.scale',
    'models.b.scale',
    'dataset.seed',
  ]);
});
