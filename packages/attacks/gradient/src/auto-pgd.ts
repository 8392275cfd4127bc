import type { Example } from '@fragility/attack';
import { isZero, type Loss, type Row } from '@fragility/numerics';
import { halving } from './halving.js';
import { sparse } from './sparse.js';

/**
 * Auto-PGD: ascends the loss from `start` by steps whose length follows the progress, and returns to the best point when it shortens them.
 *
 * `steps` gradients: the last point is only looked at. Source: Croce & Hein, arXiv:2003.01690, algorithm 1; in L1 arXiv:2103.01208, algorithm 1.
 */
export async function autoPgd(example: Example<'gradient'>, start: Row, loss: Loss, steps: number): Promise<void> {
  const { gradient, logits, space } = example;
  const slopes = [start.slice(), start.slice()] as const;
  const ask = async (x: Row, slope: Row) => ({ x, ...(await gradient(x, loss, slope)) });
  let here = await ask(start, slopes[0]);
  if (isZero(here.gradient)) return;
  let best = here;
  const schedule = (space.norm === 'l1' ? sparse : halving)(example, steps, here.value);
  for (let k = 1; k < steps; k++) {
    const before = here.value;
    here = await ask(schedule.next(here.x, here.gradient), best.gradient === slopes[0] ? slopes[1] : slopes[0]);
    if (here.value > best.value) best = here;
    if (schedule.returns(here.value > before, best)) here = best;
  }
  await logits(schedule.next(here.x, here.gradient));
}
