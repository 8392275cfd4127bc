/** What a schema wanted, and how to get there. */
export interface Expectation {
  readonly expected: string;
  readonly remedy: string;
}

const WORDS = new Map<string, Expectation>([
  ['number', { expected: 'a number', remedy: 'write a finite number, without quotes' }],
  ['int', { expected: 'an integer', remedy: 'write a whole number, without quotes' }],
  ['boolean', { expected: 'true or false', remedy: 'write one of these, without quotes' }],
  ['string', { expected: 'a string', remedy: 'put it in quotes' }],
  ['array', { expected: 'a list', remedy: 'write [ … ]' }],
  ['object', { expected: 'a map', remedy: 'write key: value pairs' }],
  ['record', { expected: 'a map', remedy: 'write name: value pairs' }],
]);

/** A type by its name. */
export const typeCalled = (name: string): Expectation => WORDS.get(name) ?? { expected: name, remedy: 'correct it' };

/** One of several words. */
export const oneOf = (words: readonly unknown[]): Expectation => ({
  expected: words.map(String).join(' | '),
  remedy: 'choose one of these',
});

/** One of several kinds of value. */
export const either = (kinds: readonly Expectation[]): Expectation => ({
  expected: [...new Set(kinds.map(({ expected }) => expected))].join(' or '),
  remedy: 'write one of these',
});

/** What a schema's own sentence says. */
export const asSaid = (message: string): Expectation => ({
  expected: message.replace(/^(?:Invalid [a-z]+: )?(?:[Ee]xpected )?/, ''),
  remedy: 'correct it',
});

/** What a bound asks for: `a number >= 0`, `a list of at least 2 entries`. */
export function bounded(type: string, side: 'least' | 'most', limit: unknown, inclusive = true): Expectation {
  const isList = type === 'array';
  const change = side === 'least' ? ['add some', 'give a larger one'] : ['remove some', 'give a smaller one'];
  const remedy = change[isList ? 0 : 1]!;
  const { expected } = WORDS.get(type) ?? typeCalled('number');
  if (isList || type === 'string')
    return { expected: `${expected} of at ${side} ${String(limit)} ${isList ? 'entries' : 'characters'}`, remedy };
  return { expected: `${expected} ${side === 'least' ? '>' : '<'}${inclusive ? '=' : ''} ${String(limit)}`, remedy };
}
