import type { Attacker } from '@fragility/attack';
import type { Row } from '@fragility/numerics';

/** What an attack notes when it finds no direction to move in. */
export const FLAT = 'the gradient is zero: the attack sees no direction to move in';

/** Whether a gradient has no direction. */
export function isFlat(gradient: Row): boolean {
  for (let k = 0; k < gradient.length; k++) if (gradient[k] !== 0) return false;
  return true;
}

/** The attack, which notes a reason where every gradient it saw was zero. */
export const noticing =
  (attacker: Attacker<'gradient'>): Attacker<'gradient'> =>
  async (example) => {
    let steep = false;
    const answer = await attacker({
      ...example,
      gradient: async (x, loss) => {
        const pulled = await example.gradient(x, loss);
        steep ||= !isFlat(pulled.gradient);
        return pulled;
      },
      gradients: async (x, losses) => {
        const pulled = await example.gradients(x, losses);
        steep ||= pulled.some(({ gradient }) => !isFlat(gradient));
        return pulled;
      },
    });
    if (!steep) example.note({ reason: FLAT });
    return answer;
  };
