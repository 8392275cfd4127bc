import type { Node } from '../../graph/graph.js';
import { axisOf, whole } from '../../rules/rule.js';
import { degree, degreeOfProduct, quotient, times, type Course } from './course.js';
import type { Known } from './known.js';

/** Whether the sizes of what a node makes are polynomials in the number of examples, given that its inputs' are. */
type Rule = (node: Node, known: Known) => boolean;

const always: Rule = () => true;
const names = (list: string): readonly string[] => list.split(' ');

/** Inputs that are left out, or the same for every number of examples. */
const areSettled = (inputs: readonly (string | undefined)[], { settled }: Known): boolean =>
  inputs.every((name) => !name || settled(name));

/** Parameters after the first input that are the same for every number of examples. */
const settledParameters: Rule = ({ inputs }, known) => areSettled(inputs.slice(1), known);

/** Sizes that a parameter holds, or adds to others. */
const bySizes: Rule = ({ inputs }, { exact, settled }) =>
  exact(inputs[1]!) && inputs.slice(2).every((name) => name === '' || settled(name));

const isFixed = (course: Course | undefined): boolean => course !== undefined && degree(course) === 0;

/** Windows along axes that no example lies along. */
const windows: Rule = (node, known) => {
  const [, ...places] = known.sizes(node.inputs[0]!) ?? [];
  return places.every(isFixed) && (node.op !== 'Resize' || settledParameters(node, known));
};

/** Parts along an axis that no example lies along. */
const split: Rule = (node, known) => {
  const sizes = known.sizes(node.inputs[0]!)!;
  return settledParameters(node, known) && isFixed(sizes[axisOf(whole(node, 'axis', 0), sizes.length)]);
};

/** Numbers that stand for the end of an axis, however long it is. */
const END = 2 ** 31 - 1;

/** Ranges of axes that no example lies along, and all of those that some lie along. */
const slice: Rule = (node, known) => {
  const sizes = known.sizes(node.inputs[0]!)!;
  if (!settledParameters(node, known)) return false;
  const [starts = [], ends = [], axes, steps] = node.inputs.slice(1).map((name) => known.numbers(name));
  return starts.every(([start], k) => {
    const size = sizes[axisOf(axes?.[k]?.[0] ?? k, sizes.length)];
    return isFixed(size) || (start === 0 && ends[k]![0] >= END && (steps?.[k]?.[0] ?? 1) === 1);
  });
};

/** Sizes multiplied. */
const tile: Rule = ({ inputs: [x, times] }, { exact, sizes, numbers }) =>
  exact(times!) && degreeOfProduct([...sizes(x!)!, ...(numbers(times!) ?? [])]) <= 2;

/** A shape that is given but for one size, which follows from the others. */
const reshape: Rule = ({ inputs: [x, shape] }, { exact, sizes, numbers }) => {
  const [from, to] = [sizes(x!)!, numbers(shape!)];
  if (!to || !exact(shape!)) return false;
  const given = to.map((course, k): Course => (isFixed(course) && course[0] === 0 ? from[k]! : course));
  const stated = given.filter((course) => !(isFixed(course) && course[0] === -1));
  if (stated.some((course) => course.some((size) => size < 0))) return false;
  if (stated.length === given.length) return true;
  const known = degreeOfProduct(from) <= 2 && degreeOfProduct(stated) <= 2;
  return known && quotient(times(from), times(stated), true) !== undefined;
};

/** Numbers from 0 on. */
const range: Rule = ({ inputs: [start, limit, step] }, { numbers, exact, settled }) =>
  settled(start!) && settled(step!) && exact(limit!) && numbers(step!)?.[0]?.[0] === 1;

const filled: Rule = ({ inputs: [shape] }, { exact }) => exact(shape!);

const ELEMENTWISE = names(
  `Clip Elu Erf HardSigmoid HardSwish LeakyRelu PRelu Relu Selu Shrink Sigmoid Softplus Tanh Abs Add Cast CastLike Ceil Cos Div Exp Floor
  Identity Log Max Min Mod Mul Neg Pow Reciprocal Round Sign Sin Sqrt Sub Sum Mean Where Acos Acosh Asin Asinh Atan Atanh Cosh Sinh Tan
  And Or Not Xor Equal Less LessOrEqual Greater GreaterOrEqual IsNaN IsInf BitShift Dropout QuantizeLinear DequantizeLinear
  DynamicQuantizeLinear RandomNormalLike RandomUniformLike ReverseSequence BatchNormalization InstanceNormalization LayerNormalization LRN LpNormalization Softmax LogSoftmax Hardmax CumSum
  Trilu`.replaceAll('\n', ' '),
).filter((op) => op !== '');
const JOINING = names(
  `Shape Size Concat Flatten Transpose MatMul MatMulInteger QLinearMatMul Gemm Einsum Gather GatherElements GatherND ScatterElements ScatterND
  ArgMax ArgMin LSTM GRU RNN GlobalAveragePool GlobalMaxPool GlobalLpPool`.replaceAll('\n', ' '),
).filter((op) => op !== '');

/** Operators whose sizes are known to be polynomials, and when they are. */
export const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...[...ELEMENTWISE, ...JOINING].map((op) => [op, always] as const),
  ...names(
    'ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare',
  ).map((op) => [op, settledParameters] as const),
  ...names('Squeeze Unsqueeze TopK OneHot').map((op) => [op, settledParameters] as const),
  ...names('Expand Pad').map((op) => [op, bySizes] as const),
  ...names(
    'Conv ConvTranspose ConvInteger QLinearConv MaxPool AveragePool LpPool Resize GridSample DepthToSpace SpaceToDepth',
  ).map((op) => [op, windows] as const),
  ['Split', split],
  ['Tile', tile],
  ['Slice', slice],
  ['Reshape', reshape],
  ['Range', range],
  ['ConstantOfShape', filled],
]);

/** Operators of other domains that make one row for each example. */
export const isRowwise = (op: string): boolean => op.startsWith('ai.onnx.ml.');
