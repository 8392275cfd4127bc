import type { TensorFlow } from '../tensorflow.js';

type Core = TensorFlow['core'];

/** Operations whose answers are true or false: constant but where they change, and without a gradient in TensorFlow.js. */
const OF_TWO = ['Equal', 'NotEqual', 'Greater', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr'];
const OF_ONE = ['LogicalNot'];

/** Lets gradients pass by comparisons, as they do by GreaterEqual, which TensorFlow.js knows: they are 0. */
export function addComparisons({ getGradient, registerGradient, zerosLike }: Core): void {
  for (const kernelName of [...OF_TWO, ...OF_ONE].filter((name) => getGradient(name) === undefined)) {
    const inputsToSave = OF_ONE.includes(kernelName) ? ['x'] : ['a', 'b'];
    registerGradient({
      kernelName,
      inputsToSave,
      gradFunc: (_, saved) => Object.fromEntries(inputsToSave.map((name, k) => [name, () => zerosLike(saved[k]!)])),
    });
  }
}
