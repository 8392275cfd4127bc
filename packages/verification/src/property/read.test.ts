import { describe, expect, it } from '@jest/globals';
import { isFragilityError, random } from '@fragility/numerics';
import type { Property } from './property.js';
import { readProperty } from './read.js';

const declare = (inputs: number, outputs: number): string =>
  [
    ...Array.from({ length: inputs }, (_, k) => `(declare-const X_${k} Real)`),
    ...Array.from({ length: outputs }, (_, k) => `(declare-const Y_${k} Real)`),
  ].join('\n');
const BOX = '(assert (>= X_0 -1e-1))\n(assert (<= X_0 .5))\n';
const one = (formula: string, outputs = 2): Property =>
  readProperty(`${declare(1, outputs)}\n${BOX}(assert ${formula})`);
const unsafe = (formula: string): Property['cases'][number]['unsafe'] => one(formula).cases[0]!.unsafe;
const half = (terms: [number, number][], constant = 0, strict = false): object => ({ terms, constant, strict });

const complaint = (text: string): string => {
  try {
    readProperty(text, 'p.vnnlib');
  } catch (error) {
    if (isFragilityError(error)) return error.message;
    throw error;
  }
  return 'read';
};

describe('readProperty', () => {
  it('reads boxes and outputs, with comments, scientific numbers and line ends of Windows', () => {
    const text = `; a comment (assert\r\n${declare(2, 2).replaceAll('\n', '\r\n')}
(assert (<= X_0 5E-1)) (assert (>= X_0 -1.5e+0)); (assert (<= X_0 0))
(assert (and (<= 0.25 X_1) (<= X_1 +1.)))
(assert (or (and (<= Y_0 Y_1)) (and (>= Y_0 3) (<= Y_1 -2.5))))`;
    const { inputs, outputs, cases } = readProperty(text);
    expect([inputs, outputs, cases.length]).toEqual([2, 2, 1]);
    expect([...cases[0]!.lower, ...cases[0]!.upper]).toEqual([-1.5, 0.25, 0.5, 1]);
    expect(cases[0]!.unsafe).toEqual([
      [
        half([
          [0, 1],
          [1, -1],
        ]),
      ],
      [half([[0, -1]], 3), half([[1, 1]], 2.5)],
    ]);
  });

  it('reads sums, multiples, quotients and chains of comparisons', () => {
    expect(unsafe('(<= (+ (* 2 Y_0) (- Y_1) 1) (/ Y_1 4))')).toEqual([
      [
        half(
          [
            [0, 2],
            [1, -1.25],
          ],
          1,
        ),
      ],
    ]);
    expect(unsafe('(<= 0 Y_0 (- 5 2))')).toEqual([[half([[0, -1]]), half([[0, 1]], -3)]]);
    expect(unsafe('(= Y_0 1)')).toEqual([[half([[0, 1]], -1), half([[0, -1]], 1)]]);
  });

  it('negates by de Morgan, strictly', () => {
    expect(unsafe('(not (or (<= Y_0 1) (> Y_1 2)))')).toEqual([[half([[0, -1]], 1, true), half([[1, 1]], -2)]]);
    expect(unsafe('(not (= Y_0 1))')).toEqual([[half([[0, 1]], -1, true)], [half([[0, -1]], 1, true)]]);
  });

  it('reads several boxes, those alike once, each with its own outputs', () => {
    const { cases } = readProperty(`${declare(1, 1)}${BOX}
(assert (or (and (<= X_0 0) (>= Y_0 1)) (and (>= X_0 0.25) (>= Y_0 2)) (and (<= X_0 0) (<= Y_0 -3)) (and (<= X_0 -1) (>= Y_0 4))))
(assert (<= Y_0 9))`);
    expect(cases.map(({ lower, upper }) => [lower[0], upper[0]])).toEqual([
      [-0.1, 0],
      [0.25, 0.5],
    ]);
    const below = half([[0, 1]], -9);
    expect(cases.map((each) => each.unsafe)).toEqual([
      [
        [below, half([[0, -1]], 1)],
        [below, half([[0, 1]], 3)],
      ],
      [[below, half([[0, -1]], 2)]],
    ]);
  });

  it('passes over what SMT-LIB adds', () => {
    expect(
      readProperty(
        `(set-logic QF_LRA)(set-info :status unknown)\n(declare-fun X_0 () Real)(declare-const Y_0 Real)${BOX}(assert (<= Y_0 0))(check-sat)(get-model)(exit)`,
      ).cases,
    ).toHaveLength(1);
  });

  it.each([
    ['(assert (implies (<= Y_0 1) (<= Y_1 1)))', /p\.vnnlib:6:10 'implies' is not understood; supported are and, or/],
    ['(assert (<= (* Y_0 Y_1) 1))', /6:14 a product of two variables/],
    ['(assert (<= (/ Y_0 Y_1) 1))', /6:14 the divisor is not a number other than 0/],
    ['(assert (<= (/ Y_0 0) 1))', /6:14 the divisor is not/],
    ['(assert (<= (^ Y_0 2) 1))', /6:14 '\^' makes no linear term/],
    ['(assert (<= X_0 Y_0))', /6:10 inputs are compared with outputs; supported are bounds/],
    ['(assert (<= (* 2 X_0) 1))', /6:10 a multiple of an input/],
    ['(assert (< X_0 0.1))', /6:10 an input is bounded strictly/],
    ['(assert (<= Y_0 Y_7))', /6:17 'Y_7' is neither a number nor declared before; declare it, \(declare-const Y_7/],
    ['(assert (<= Y_0 1e999))', /6:17 '1e999' is beyond float64/],
    ['(assert (<= Y_0 (* 1e300 1e300)))', /6:18 '\*' leads beyond float64/],
    ['(assert (<= Y_0 0x10))', /6:17 '0x10' is neither a number nor declared/],
    ['(assert (<= Y_0))', /6:10 '<=' compares 1 terms/],
    ['(assert (<= 1 2))', /6:10 a comparison has no variable that matters/],
    ['(assert (and))', /6:10 'and' has 0 formulas/],
    ['(assert true)', /6:9 'true' stands where a formula should/],
    ['(assert (<= Y_0 1)', /6:19 the file ends inside of 'assert'.*get the file again, it is cut off/],
    ['(assert (<= Y_0 1)))', /6:20 '\)' stands between commands, .*remove it/],
    ['(assert (<= Y_0 "1"))', /6:17 '"' begins a string/],
    ['(push 1)', /6:2 'push' is no command that is understood, expected declare-const or assert/],
    ['(declare-const X_0 Real)', /6:16 'X_0' is declared twice/],
    ['(declare-const X_00 Real)', /6:16 'X_00' is no name of a variable/],
    ['(declare-const __proto__ Real)', /6:16 '__proto__' is no name/],
    ['(declare-const X_1 Int)', /6:20 'X_1' is of sort 'Int'/],
    ['(declare-fun X_1 (Real) Real)', /6:18 'X_1' is a function/],
    ['(declare-const X_999999999 Real)(assert (<= Y_0 1))', /6:52 X_1 is not declared/],
    ['(declare-const X_1 Real)(assert (<= Y_0 1))', /6:44 X_1 has no lower bound.*\(assert \(>= X_1 0\)\)/],
    ['(assert (<= X_0 -2))(assert (<= Y_0 1))', /no input lies within all bounds/],
    ['', /nothing is said of the outputs/],
  ])('refuses %s at its place', (text, message) => {
    expect(complaint(`${declare(1, 2)}\n${BOX}${text}`)).toMatch(message);
  });

  it('is safe from deep nesting, many cases and words of any length', () => {
    const nested = (op: string, inner: string): string => `${`(${op} `.repeat(100_000)}${inner}${')'.repeat(100_000)}`;
    for (const formula of [nested('and', '(<= Y_0 1)'), `(<= ${nested('-', 'Y_0')} 1)`, nested('(', '')])
      expect(complaint(`${declare(1, 2)}\n${BOX}(assert ${formula})`)).toMatch(/p\.vnnlib:6:\d+ /);
    const either = '(assert (or (<= Y_0 1) (<= Y_1 1)))'.repeat(30);
    expect(complaint(`${declare(1, 2)}\n${BOX}${either}`)).toMatch(/more than 2097152 comparisons; split/);
    expect(complaint(`(${'x'.repeat(1e6)}\u0007)`).length).toBeLessThan(300);
  });

  it('reads or refuses whatever a file is changed into', () => {
    const text = `${declare(2, 2)}${BOX}(assert (<= -1 X_1 1))
(assert (or (and (<= Y_0 (* -2 Y_1)) (> Y_1 1e-3)) (not (<= (+ Y_0 Y_1 1) (/ Y_1 2)))))`;
    const { uniform } = random('properties');
    const below = (n: number): number => Math.floor(uniform() * n);
    const pieces = [
      '(',
      ')',
      ';',
      ' ',
      '\n',
      'and',
      'or',
      'not',
      '-',
      '=',
      'X_1',
      'Y_9',
      '1e9',
      'NaN',
      '\0',
      '|',
      '(assert ',
    ];
    let read = 0;
    for (let k = 0; k < 3000; k++) {
      let changed = text;
      for (let edits = 1 + below(3); edits > 0; edits--) {
        const at = below(changed.length);
        changed = `${changed.slice(0, at)}${uniform() < 0.5 ? pieces[below(pieces.length)] : ''}${changed.slice(at + below(4))}`;
      }
      const said = complaint(changed);
      if (said === 'read') read++;
      else expect(said).toMatch(/^\[verification\/vnnlib\] p\.vnnlib:\d+:\d+ [^\n]+$/);
    }
    expect(read).toBeGreaterThan(100);
  });
});
