import type { Attacker } from '@fragility/attack';
import { isZero } from '@fragility/numerics';

/** What an attack notes when it finds no direction to move in. */
export const FLAT = 'the gradient is zero: the attack sees no direction to move in';

/** The attack, which notes a reason where every gradient it saw was zero. */
export const noticing =
  (attacker: Attacker<'gradient'>): Attacker<'gradient'> =>
  async (example) => {
    let steep = false;
    const answer = await attacker({
      ...example,
      gradient: async (x, loss, out) => {
        const pulled = await example.gradient(x, loss, out);
        steep ||= !isZero(pulled.gradient);
        return pulled;
      },
      gradients: async (x, losses) => {
        const pulled = await example.gradients(x, losses);
        steep ||= pulled.some(({ gradient }) => !isZero(gradient));
        return pulled;
      },
    });
    if (!steep) example.note({ reason: FLAT });
    return answer;
  };
