import type { Node } from '../../graph/graph.js';
import { elementCode } from '../../onnx/tensors/element.js';
import { degree, degreeOfProduct, keepsSign, quotient, type Course } from './course.js';
import type { Known } from './known.js';

/** Whether the numbers that a node makes are polynomials of degree at most 2 in the number of examples. */
type Rule = (node: Node, known: Known) => boolean;

const given = ({ inputs }: Node): readonly string[] => inputs.filter((name) => name !== '');

const every: Rule = (node, { exact }) => given(node).every(exact);

/** The first input handed on, as the others say. */
const handedOn: Rule = (node, { exact, settled }) => {
  const [x, ...others] = given(node);
  return exact(x!) && others.every(settled);
};

const wholeNumbers = (name: string, { numbers }: Known): boolean =>
  numbers(name)?.every((course) => course.every(Number.isInteger)) ?? false;

/** Rounding leaves whole numbers alone. */
const rounded: Rule = (node, known) => handedOn(node, known) && wholeNumbers(node.inputs[0]!, known);

const WIDE = (['int32', 'int64', 'float32', 'float64'] as const).map(elementCode);

const cast: Rule = (node, known) => WIDE.includes(node.attributes['to'] as number) && rounded(node, known);

/** Numbers side by side, a single one beside all of the other list; none where lists of several shapes meet. */
function paired(node: Node, { numbers }: Known): readonly (readonly [Course, Course])[] | undefined {
  const [a, b] = node.inputs.map((name) => numbers(name));
  if (!a || !b || node.inputs.length !== 2) return undefined;
  if (a.length === b.length) return a.map((course, k) => [course, b[k]!]);
  if (b.length === 1) return a.map((course) => [course, b[0]!]);
  return a.length === 1 ? b.map((course) => [a[0]!, course]) : undefined;
}

const ofPairs =
  (holds: (a: Course, b: Course, whole: boolean) => boolean): Rule =>
  (node, known) =>
    every(node, known) &&
    (paired(node, known)?.every(([a, b]) => holds(a, b, node.inputs.every(known.whole))) ?? false);

const minus = (a: Course, b: Course): Course => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const product = ofPairs((a, b) => degree(a) + degree(b) <= 2);
const division = ofPairs((a, b, whole) => quotient(a, b, whole) !== undefined);
const larger = ofPairs((a, b) => keepsSign(minus(a, b), false));
const compared = ofPairs((a, b) => keepsSign(minus(a, b), true));

const chosen: Rule = ({ inputs: [condition, a, b] }, { settled, exact }) =>
  settled(condition!) && exact(a!) && exact(b!);

/** The shape of a value. */
const shape: Rule = ({ inputs: [x] }, { sized }) => sized(x!);

/** The product of the sizes of a value. */
const size: Rule = ({ inputs: [x] }, { sized, sizes }) => sized(x!) && degreeOfProduct(sizes(x!)!) <= 2;

const productOfAll: Rule = (node, known) =>
  handedOn(node, known) && degreeOfProduct(known.numbers(node.inputs[0]!) ?? []) <= 2;

const filled: Rule = ({ inputs: [x] }, { settled }) => settled(x!);

/** Operators that keep to polynomials of degree at most 2, and when they do; the others do where their inputs are the same for every number of examples. */
export const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['Shape', shape],
  ['Size', size],
  ['ConstantOfShape', filled],
  ...[
    'Identity',
    'Gather',
    'Slice',
    'Split',
    'Squeeze',
    'Unsqueeze',
    'Reshape',
    'Flatten',
    'Transpose',
    'Expand',
    'Tile',
  ].map((op) => [op, handedOn] as const),
  ...['Add', 'Sub', 'Sum', 'Neg', 'Concat'].map((op) => [op, every] as const),
  ...['Floor', 'Ceil', 'Round'].map((op) => [op, rounded] as const),
  ...['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual'].map((op) => [op, compared] as const),
  ['Cast', cast],
  ['Mul', product],
  ['Div', division],
  ['Max', larger],
  ['Min', larger],
  ['Where', chosen],
  ['ReduceProd', productOfAll],
]);
