import { describe, expect, it } from '@jest/globals';
import { attackChecks } from '@fragility/attack/conformance';
import { qr } from './index.js';

describe('qr', () => {
  it.each(attackChecks(qr, { tolerance: 1 + 1e-9 }).map(({ name, run }) => [name, run] as const))(
    '%s',
    async (_name, run) => {
      await expect(run()).resolves.toBeUndefined();
    },
  );
});
