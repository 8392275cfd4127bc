import { describe, expect, it } from '@jest/globals';
import { strictObject } from 'valibot';
import { checkParams, choice, flag, integer, real } from '../index.js';

const schema = strictObject({
  steps: integer('steps', { min: 1, max: 10 }),
  share: real('share', { above: 0, below: 1 }),
  loss: choice('loss', ['margin', 'dlr']),
  bias: flag('bias'),
});
const right = { steps: 1, share: 0.5, loss: 'dlr', bias: false };

describe('parameters', () => {
  it('lets pass what is in range', () => expect(checkParams(schema, right)).toEqual({ value: right }));

  it.each([
    [{ steps: 0 }, 'steps: 0 given, expected a number >= 1; give a larger one'],
    [{ steps: 11 }, 'steps: 11 given, expected a number <= 10; give a smaller one'],
    [{ steps: 1.5 }, 'steps: 1.5 given, expected an integer; write a whole number, without quotes'],
    [{ steps: 2 ** 53 }, 'steps: 9007199254740992 given, expected an integer'],
    [{ share: 0 }, 'share: 0 given, expected a number > 0; give a larger one'],
    [{ share: 1 }, 'share: 1 given, expected a number < 1; give a smaller one'],
    [{ share: NaN }, 'share: NaN given, expected a number; write a finite number'],
    [{ share: Infinity }, 'share: Infinity given, expected a number'],
    [{ loss: 'drl' }, `loss: "drl" given, expected margin | dlr (did you mean 'dlr'?); choose one of these`],
    [{ bias: 'yes' }, 'bias: "yes" given, expected true or false; write one of these, without quotes'],
  ])('refuses %j', (change, expected) => {
    const { problems = [] } = checkParams(schema, { ...right, ...change });
    expect(`${problems[0]!.path.join('.')}: ${problems[0]!.message}`).toContain(expected);
  });
});
