import { sizeOf } from '../../graph/tensors.js';
import { axisOf, text, whole, wholes } from '../../rules/rule.js';
import { selection, sparseRows } from '../maps/sparse.js';
import type { Term } from '../network.js';
import { operand, refuse, wholeNumbers, type BoundRule, type Made, type Operands, type Slot } from './rule.js';

/** The same numbers in another shape. */
function reshaped({ value, shape }: Slot, to: readonly number[], given: Operands): Made {
  const size = sizeOf(shape);
  const known = to.filter((v) => v > 0).reduce((a, b) => a * b, 1);
  const whole_ = to.map((v) => (v === -1 ? size / known : v));
  if (sizeOf(whole_) !== size)
    refuse(given.node, `makes the shape [${to.join(', ')}] of one example of [${shape.join(', ')}]`);
  return { shape: whole_, step: { kind: 'same', from: value } };
}

/** y_i = x_{source(i)}, by the places along the axes of y; 0 where the source is undefined. */
function picked(
  { value, shape }: Slot,
  to: readonly number[],
  source: (place: number[]) => number[] | undefined,
): Made {
  const from = Int32Array.from({ length: sizeOf(to) }, (_, at) => {
    const place = new Array<number>(to.length);
    for (let k = to.length - 1, rest = at; k >= 0; k--) {
      place[k] = rest % to[k]!;
      rest = Math.floor(rest / to[k]!);
    }
    return source(place)?.reduce((index, p, k) => index * shape[k]! + p, 0) ?? -1;
  });
  const terms = [{ from: value, map: selection(from, sizeOf(shape)) }];
  return { shape: to, step: { kind: 'linear', terms, bias: new Float64Array(from.length) } };
}

const flatten: BoundRule = (given) => {
  const x = operand(given);
  const axis = axisOf(whole(given.node, 'axis', 1), x.shape.length);
  return reshaped(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))], given);
};

const reshape: BoundRule = (given) => {
  const x = operand(given);
  const to = wholeNumbers(given, 1) ?? [];
  return reshaped(
    x,
    to.map((v, k) => (v === 0 ? x.shape[k]! : v)),
    given,
  );
};

const squeeze: BoundRule = (given) => {
  const x = operand(given);
  const axes = (wholeNumbers(given, 1) ?? wholes(given.node, 'axes'))?.map((v) => axisOf(v, x.shape.length));
  return reshaped(
    x,
    x.shape.filter((size, k) => (axes ? !axes.includes(k) : size !== 1 || k === 0)),
    given,
  );
};

const unsqueeze: BoundRule = (given) => {
  const x = operand(given);
  const named = wholeNumbers(given, 1) ?? wholes(given.node, 'axes') ?? [];
  const rank = x.shape.length + named.length;
  const axes = named.map((v) => axisOf(v, rank));
  const left = [...x.shape];
  return reshaped(
    x,
    Array.from({ length: rank }, (_, k) => (axes.includes(k) ? 1 : left.shift()!)),
    given,
  );
};

const transpose: BoundRule = (given) => {
  const x = operand(given);
  const order = wholes(given.node, 'perm') ?? x.shape.map((_, k) => x.shape.length - 1 - k);
  return picked(
    x,
    order.map((axis) => x.shape[axis]!),
    (place) => {
      const source: number[] = [];
      order.forEach((axis, k) => (source[axis] = place[k]!));
      return source;
    },
  );
};

const slice: BoundRule = (given) => {
  const x = operand(given);
  const [starts, ends] = [wholeNumbers(given, 1)!, wholeNumbers(given, 2)!];
  const axes = (wholeNumbers(given, 3) ?? starts.map((_, k) => k)).map((v) => axisOf(v, x.shape.length));
  const steps = wholeNumbers(given, 4) ?? starts.map(() => 1);
  const from = x.shape.map(() => [0, 1] as [number, number]);
  const to = [...x.shape];
  axes.forEach((axis, k) => {
    const [size, step] = [x.shape[axis]!, steps[k]!];
    const inside = (v: number, least: number, most: number): number =>
      Math.min(most, Math.max(least, v < 0 ? v + size : v));
    const [start, end] =
      step > 0
        ? [inside(starts[k]!, 0, size), inside(ends[k]!, 0, size)]
        : [inside(starts[k]!, 0, size - 1), inside(ends[k]!, -1, size - 1)];
    from[axis] = [start, step];
    to[axis] = Math.max(0, Math.ceil((end - start) / step));
  });
  return picked(x, to, (place) => place.map((p, k) => from[k]![0] + p * from[k]![1]));
};

const pad: BoundRule = (given) => {
  const x = operand(given);
  const value = given.known(2)?.data[0] ?? 0;
  if (text(given.node, 'mode', 'constant') !== 'constant')
    refuse(given.node, 'has no bound rule but for constant borders');
  const named = wholeNumbers(given, 1)!;
  const axes = (wholeNumbers(given, 3) ?? x.shape.map((_, k) => k)).map((v) => axisOf(v, x.shape.length));
  const [before, after] = [x.shape.map(() => 0), x.shape.map(() => 0)];
  axes.forEach((axis, k) => {
    before[axis] = named[k]!;
    after[axis] = named[k + axes.length]!;
  });
  const to = x.shape.map((size, k) => size + before[k]! + after[k]!);
  const inside = (place: number[]): number[] | undefined => {
    const source = place.map((p, k) => p - before[k]!);
    return source.every((p, k) => p >= 0 && p < x.shape[k]!) ? source : undefined;
  };
  const made = picked(x, to, inside);
  if (value === 0 || made.step.kind !== 'linear') return made;
  const covered = new Float64Array(sizeOf(to));
  made.step.terms[0]!.map.applyAbsolute(new Float64Array(sizeOf(x.shape)).fill(1), covered);
  return { ...made, step: { ...made.step, bias: covered.map((v) => (v === 0 ? value : 0)) } };
};

const concat: BoundRule = (given) => {
  const { node } = given;
  const shapes = node.inputs.map((_, k) => given.slot(k)?.shape ?? given.known(k)!.shape);
  const axis = axisOf(whole(node, 'axis', 0), shapes[0]!.length);
  const to = shapes[0]!.map((size, k) => (k === axis ? shapes.reduce((sum, s) => sum + s[axis]!, 0) : size));
  const inner = sizeOf(to.slice(axis + 1));
  const bias = new Float64Array(sizeOf(to));
  const terms: Term[] = [];
  let start = 0;
  shapes.forEach((shape, k) => {
    const [own, first] = [shape[axis]! * inner, start * inner];
    start += shape[axis]!;
    const [slot, known] = [given.slot(k), given.known(k)];
    const placed = (at: number): number => {
      const inRow = (at % (to[axis]! * inner)) - first;
      return inRow < 0 || inRow >= own ? -1 : Math.floor(at / (to[axis]! * inner)) * own + inRow;
    };
    if (slot)
      terms.push({
        from: slot.value,
        map: sparseRows(bias.length, sizeOf(shape), (row, add) => placed(row) >= 0 && add(placed(row), 1)),
      });
    else bias.forEach((_, at) => placed(at) >= 0 && (bias[at] = known!.data[placed(at)]!));
  });
  return { shape: to, step: { kind: 'linear', terms, bias } };
};

const same: BoundRule = (given) => {
  const x = operand(given);
  return { shape: x.shape, step: { kind: 'same', from: x.value } };
};

/** Bound rules of operators that move numbers and leave them as they are. */
export const layout: Readonly<Record<string, BoundRule>> = {
  Concat: concat,
  Dropout: same,
  Flatten: flatten,
  Identity: same,
  Pad: pad,
  Reshape: reshape,
  Slice: slice,
  Squeeze: squeeze,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
};
