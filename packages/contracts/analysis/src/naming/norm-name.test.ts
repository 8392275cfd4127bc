import { expect, it } from '@jest/globals';
import { normName } from './norm-name.js';

it('norms have the names that people write', () =>
  expect((['linf', 'l2', 'l1', 'l0'] as const).map(normName)).toEqual(['L∞', 'L2', 'L1', 'L0']));
