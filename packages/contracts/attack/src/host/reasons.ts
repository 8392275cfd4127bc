/** Reasons that the host gives where an attack that failed gives none. */
export const IDLE = 'the attack asked about no point';
export const CONSTANT = 'every point asked about has the same logits as the input';
export const RANDOMISED =
  'the model answers one point differently each time, and by more than rounding: is it randomised?';
export const UNSURE = { reason: 'fooled only within the rounding noise of the model', code: 'attack/noise' };
