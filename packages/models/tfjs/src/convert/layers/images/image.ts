import { CHANNELS_FIRST, PLAIN, type Value } from '../../emitter.js';

/** An image that is stored channels first, as a layer that counts channels last or first gives it. */
export const imageOf = (
  name: string,
  last: boolean,
  [rows, columns]: readonly [number, number],
  channels: number,
): Value =>
  last
    ? { name, shape: [rows, columns, channels], layout: CHANNELS_FIRST }
    : { name, shape: [channels, rows, columns], layout: PLAIN };
