import type { Row } from '../batch.js';
import type { Activation } from './layer.js';

const [SCALE, CUBIC] = [Math.sqrt(2 / Math.PI), 0.044715];

/** tanh of the inner cubic of GELU. */
const gate = (z: number): number => Math.tanh(SCALE * (z + CUBIC * z * z * z));

/** Whether an activation is linear on either side of 0. */
export const bendsOnly = ({ kind }: Activation): boolean =>
  kind === 'identity' || kind === 'relu' || kind === 'leaky-relu';

/** σ(z), elementwise. */
export const activate = (activation: Activation, z: Row): Row => {
  switch (activation.kind) {
    case 'identity':
      return z;
    case 'relu':
      return z.map((v) => (v > 0 ? v : 0));
    case 'tanh':
      return z.map(Math.tanh);
    case 'gelu':
      return z.map((v) => (v * (1 + gate(v))) / 2);
    case 'leaky-relu':
      return z.map((v) => (v > 0 ? v : activation.slope * v));
    case 'power':
      return z.map((v) => (v > 0 ? v ** activation.power : 0));
  }
};

/**
 * σ′(z), elementwise; 0 (ReLU) or the slope (leaky ReLU) at z = 0.
 *
 * @example activationSlope({ kind: 'leaky-relu', slope: 0.01 }, -2); // 0.01
 */
export const activationSlope = (activation: Activation, z: number): number => {
  switch (activation.kind) {
    case 'identity':
      return 1;
    case 'relu':
      return z > 0 ? 1 : 0;
    case 'tanh':
      return 1 - Math.tanh(z) ** 2;
    case 'gelu': {
      const t = gate(z);
      return (1 + t + z * (1 - t * t) * SCALE * (1 + 3 * CUBIC * z * z)) / 2;
    }
    case 'leaky-relu':
      return z > 0 ? 1 : activation.slope;
    case 'power':
      return z > 0 ? activation.power * z ** (activation.power - 1) : 0;
  }
};
