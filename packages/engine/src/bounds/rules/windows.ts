import type { Node } from '../../graph/graph.js';
import { sizeOf } from '../../graph/tensors.js';
import { whole, wholes } from '../../rules/rule.js';
import { padding } from '../../rules/spatial/windows.js';

/** How a kernel slides over an image [1, channels, …]. */
export interface Sliding {
  readonly image: readonly number[];
  readonly kernel: readonly number[];
  readonly output: readonly number[];
  /** Calls back with every place of the kernel at an output, and where in the image that is: −1 for the border. */
  visit(output: number, each: (tap: number, place: number) => void): void;
}

/** The sliding of a convolution's or pooling node's kernel over the axes after batch and channels. */
export function sliding(node: Node, image: readonly number[], kernel: readonly number[]): Sliding {
  const axes = kernel.map((taps, k) => {
    const [size, stride, dilation] = [
      image[k]!,
      wholes(node, 'strides')?.[k] ?? 1,
      wholes(node, 'dilations')?.[k] ?? 1,
    ];
    const covered = dilation * (taps - 1) + 1;
    const [before, after] = padding(node, k, kernel.length, size, stride, covered);
    const room = (size + before + after - covered) / stride;
    const isRoundedUp = whole(node, 'ceil_mode', 0) === 1;
    let output = (isRoundedUp ? Math.ceil(room) : Math.floor(room)) + 1;
    if (isRoundedUp && (output - 1) * stride >= size + before) output--;
    return { size, stride, dilation, before, after, taps, output };
  });
  const output = axes.map((axis) => axis.output);
  const places = sizeOf(kernel);
  return {
    image,
    kernel,
    output,
    visit: (at, each) => {
      const corner = new Array<number>(axes.length);
      for (let k = axes.length - 1, rest = at; k >= 0; k--) {
        corner[k] = (rest % output[k]!) * axes[k]!.stride - axes[k]!.before;
        rest = Math.floor(rest / output[k]!);
      }
      for (let tap = 0; tap < places; tap++) {
        let [place, stride, rest] = [0, 1, tap];
        for (let k = axes.length - 1; k >= 0; k--) {
          const { taps, dilation, size } = axes[k]!;
          const position = corner[k]! + (rest % taps) * dilation;
          rest = Math.floor(rest / taps);
          if (position < 0 || position >= size) place = NaN;
          else place += position * stride;
          stride *= size;
        }
        each(tap, Number.isNaN(place) ? -1 : place);
      }
    },
  };
}
