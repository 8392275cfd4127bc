import { expect, it } from '@jest/globals';
import { sparing } from './task.js';

it('progress of a thread is told where steps start and end, and from time to time', () => {
  let now = 0;
  const told: string[] = [];
  const progress = sparing(
    ({ phase, name, share }, message) => told.push(`${phase} ${name ?? ''} ${share} ${message}`),
    () => now,
  );
  for (let k = 0; k <= 100; k++, now++) progress({ phase: 'model', share: k / 200 }, 'training');
  progress({ phase: 'attacks', name: 'pgd', share: 0 }, 'pgd');
  progress({ phase: 'attacks', name: 'qr', share: 0 }, 'qr');
  progress({ phase: 'attacks', name: 'qr', share: 0.5 }, 'qr');
  progress({ phase: 'attacks', name: 'qr', share: 1 }, 'qr');
  expect(told).toEqual([
    'model  0 training',
    'model  0.25 training',
    'model  0.5 training',
    'attacks pgd 0 pgd',
    'attacks qr 0 qr',
    'attacks qr 1 qr',
  ]);
});
