import { expect, it } from '@jest/globals';
import { asDifferentiable, isDifferentiable, offerOf, withoutGradients } from './index.js';
import { right } from './testing/classifiers.js';

it('a model whose gradients stop keeps everything else, and names the place', () => {
  const model = right();
  const reason = "operator LSTM (node 'r') has no gradient";
  const left = withoutGradients(model, { node: 'r', op: 'LSTM', reason, remedy: 'unroll it' });
  expect(isDifferentiable(left)).toBe(false);
  expect(Object.keys(model).filter((key) => !(key in left))).toEqual(['vjp']);
  expect(left.facts).toEqual({ ...model.facts, 'gradients stop at': "LSTM (node 'r'); unroll it" });
  expect(offerOf(left)).toMatchObject({ offers: 'logits', why: reason, remedy: 'unroll it' });
  expect(() => asDifferentiable(left)).toThrow(reason);
  expect(isDifferentiable(model)).toBe(true);
});

it('a place that has no name but its operation is said once', () => {
  const left = withoutGradients(right(), { node: 'Mod', op: 'Mod', reason: 'no gradient of operation Mod' });
  expect(left.facts!['gradients stop at']).toBe('Mod');
});
