import { describe, expect, it } from '@jest/globals';
import { FragilityError, checkParams, parseParams, suggest } from '../index.js';
import { schemas } from '../testing/schemas.js';

describe.each(schemas)('parseParams with %s', (_, schema) => {
  const messageOf = (input: unknown): string => {
    try {
      parseParams('attack/pgd', schema, input);
    } catch (error) {
      if (error instanceof FragilityError) return error.message;
    }
    return 'nothing thrown';
  };

  it('fills defaults', () => {
    expect(parseParams('attack/pgd', schema, undefined)).toEqual({ steps: 40, loss: 'margin', choice: 'all', size: 1 });
  });

  it('suggests the key that was meant', () => {
    expect(messageOf({ stpes: 3 })).toBe(
      "[attack/pgd] stpes: unknown key 'stpes' (did you mean 'steps'?); known: steps, loss, fit, choice, size, train; correct or remove it",
    );
    expect(messageOf({ fit: { method: 'adam', rte: 1 } })).toContain("(did you mean 'rate'?)");
  });

  it('suggests the value that was meant', () => {
    expect(messageOf({ loss: 'cross-entrpy' })).toContain(
      '"cross-entrpy" given, expected cross-entropy | margin (did you mean',
    );
  });

  it('names every wrong parameter, what was given and what was expected', () => {
    const message = messageOf({ steps: 'ten', fit: {} });
    expect(message).toContain('steps: "ten" given, expected a number; write a finite number, without quotes');
    expect(message).toContain('fit.method: missing, expected a string; add it');
  });

  it('names what every branch of a union expects', () => {
    expect(messageOf({ choice: -1 })).toContain('choice: -1 given, expected a number > 0; give a larger one');
    expect(messageOf({ choice: 'al' })).toBe(
      '[attack/pgd] choice: "al" given, expected all or a number; write one of these',
    );
  });

  it('says of a union what the schema says', () => {
    expect(messageOf({ size: true })).toContain(
      'size: true given, expected a number or pixels such as 8px; correct it',
    );
  });

  it('knows the keys and methods of a union', () => {
    expect(messageOf({ train: { method: 'adam', bacth: 2 } })).toContain(
      "unknown key 'bacth' (did you mean 'batch'?); known: method, batch; correct",
    );
    expect(messageOf({ train: { method: 'adm' } })).toBe(
      `[attack/pgd] train.method: "adm" given, expected adam | interpolate (did you mean 'adam'?); choose one of these`,
    );
    expect(messageOf({ train: {} })).toContain('train.method: missing, expected adam | interpolate; add it');
  });

  it('says one thing per unknown key', () => {
    const given = { stpes: 1, los: 2 };
    const found = checkParams(schema, given).problems!;
    expect(found.map(({ path }) => path)).toEqual([['stpes'], ['los']]);
    expect(found.map(({ kind }) => kind)).toEqual(['unknown-key', 'unknown-key']);
  });

  it('tells unknown keys from wrong and missing values by a field', () => {
    const given = { steps: 'ten', fit: { rte: 1 } };
    const found = checkParams(schema, given).problems!;
    expect(found.map(({ path, kind }) => [path.join('.'), kind])).toEqual([
      ['steps', 'value'],
      ['fit.method', 'value'],
      ['fit.rte', 'unknown-key'],
    ]);
  });

  it.each([
    [{ steps: 0 }, 'steps: 0 given, expected a number > 0; give a larger one'],
    [{ steps: NaN }, 'steps: NaN given, expected a number; write'],
    [{ steps: Infinity }, 'steps: Infinity given'],
    [{ steps: 1.5 }, 'steps: 1.5 given, expected an integer; write a whole number'],
    [{ steps: null }, 'steps: null given, expected a number; give it a value'],
    [{ fit: 1 }, 'fit: 1 given, expected a map; write key: value pairs'],
    [{ fit: { method: 3 } }, 'fit.method: 3 given, expected a string; put it in quotes'],
  ])('says what to do about %j', (given, expected) => {
    expect(messageOf(given)).toContain(expected);
  });

  it('survives a value that contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop['steps'] = loop;
    expect(messageOf(loop)).toContain('steps: a value that contains itself given, expected a number');
  });

  it('gives paths for positions in files', () => {
    expect(checkParams(schema, { fit: { method: 'adam', rte: 1 } }).problems![0]!.path).toEqual(['fit', 'rte']);
  });
});

describe('suggest', () => {
  const pgd = ['steps', 'step', 'restarts', 'stopOnSuccess'];
  it.each([
    ['stpes', 'steps'],
    ['stopOnSucces', 'stopOnSuccess'],
    ['Steps', 'steps'],
  ])('takes %s for %s', (given, meant) => expect(suggest(given, pgd)).toBe(` (did you mean '${meant}'?)`));

  it('knows what other tools call things where it is told', () => {
    const aliasOf = (given: string) => (given === 'nb_iter' ? 'steps' : undefined);
    expect(suggest('nb_iter', pgd)).toBe('');
    expect(suggest('nb_iter', pgd, aliasOf)).toBe(" (did you mean 'steps'?)");
    expect(checkParams(schemas[0]![1], { nb_iter: 3 }, aliasOf).problems![0]!.message).toContain(
      "(did you mean 'steps'?)",
    );
  });

  it('is silent when nothing is close', () => expect(suggest('banana', ['steps', 'loss'])).toBe(''));
});
