import { casesOf } from './cases.js';
import { formulaReader, MOST_ATOMS, type Disjunction } from './formula.js';
import type { Property } from './property.js';
import { quoted, refuse, type Source } from './refuse.js';
import { scan, type Scanner, type Token } from './scanner.js';
import { termReader, type Variable } from './terms.js';

/** Commands of SMT-LIB that say nothing of the property. */
const PASSED_OVER = new Set(['set-logic', 'set-info', 'set-option', 'check-sat', 'get-model', 'exit']);

const NAME = /^([XY])_(0|[1-9]\d{0,8})$/;

/** Takes everything up to the parenthesis that closes a command. */
function passOver(scanner: Scanner, name: string): void {
  while (scanner.peek().kind === 'word') scanner.next();
  scanner.close(name);
}

/** Takes the rest of `(declare-const X_0 Real)` or `(declare-fun X_0 () Real)`. */
function declaration(scanner: Scanner, command: string, declared: Map<string, Variable>): void {
  const { text, at, kind } = scanner.next();
  const wrong = (place: Token['at'], given: string, remedy: string): never => scanner.refuse(place, { given, remedy });
  const [, letter, index] = (kind === 'word' && NAME.exec(text)) || [];
  if (letter === undefined)
    wrong(at, `${quoted(text)} is no name of a variable`, 'call inputs X_0, X_1, … and outputs Y_0, Y_1, …');
  if (declared.has(text)) wrong(at, `${quoted(text)} is declared twice`, 'declare every variable once');
  if (command === 'declare-fun') {
    const open = scanner.next();
    if (open.kind !== 'open' || scanner.next().kind !== 'close')
      wrong(open.at, `${quoted(text)} is a function of something`, `write (declare-const ${text} Real)`);
  }
  const sort = scanner.next();
  if (sort.text !== 'Real')
    wrong(sort.at, `${quoted(text)} is of sort ${quoted(sort.text)}`, `write (declare-const ${text} Real)`);
  scanner.close(command);
  declared.set(text, { kind: letter === 'X' ? 'input' : 'output', index: Number(index) });
}

/** How many inputs or outputs are declared, from number 0 on without a gap. */
function count(source: Source, declared: ReadonlyMap<string, Variable>, wanted: Variable['kind']): number {
  const indices = new Set(Array.from(declared.values()).flatMap(({ kind, index }) => (kind === wanted ? [index] : [])));
  const letter = wanted === 'input' ? 'X' : 'Y';
  const missing = Array.from({ length: Math.max(1, indices.size) }, (_, k) => k).find((k) => !indices.has(k));
  if (missing !== undefined)
    refuse(source, source.text.length, {
      given: `${letter}_${missing} is not declared`,
      expected: `all ${wanted}s of the model, in the order of its ${wanted}`,
      remedy: `add (declare-const ${letter}_${missing} Real)`,
    });
  return indices.size;
}

/**
 * Reads a property in VNN-LIB 1.0: declarations of inputs X_i and outputs Y_j, numbered in row-major order, and assertions that together
 * describe a counterexample.
 *
 * Assertions are made of `and`, `or` and `not` over bounds of single inputs and over linear comparisons of outputs (`<=`, `>=`, `<`, `>`,
 * `=`; `+`, `−`, `*`, `/` with numbers). Numbers are rounded to float64.
 *
 * @throws FragilityError `verification/vnnlib` with file:line:column for what is not understood.
 * @example
 * const text = '(declare-const X_0 Real) (declare-const Y_0 Real) (assert (<= X_0 1)) (assert (>= X_0 0)) (assert (>= Y_0 3))';
 * readProperty(text).cases[0]?.unsafe; // [ [ { terms: [ [ 0, -1 ] ], constant: 3, strict: false } ] ]
 * @see https://www.vnnlib.org
 */
export function readProperty(text: string, file = 'property'): Property {
  const source: Source = { file, text };
  const scanner = scan(source);
  const declared = new Map<string, Variable>();
  const formula = formulaReader(scanner, termReader(scanner, declared));
  const assertions: Disjunction[] = [];
  let atoms = 0;
  for (let token = scanner.next(); token.kind !== 'end'; token = scanner.next()) {
    if (token.kind !== 'open')
      scanner.refuse(token.at, {
        given: `${quoted(token.text)} stands between commands`,
        expected: 'commands in parentheses',
        remedy: token.text === ')' ? 'remove it' : 'write comments after ;',
      });
    const command = scanner.next();
    if (command.text === 'declare-const' || command.text === 'declare-fun')
      declaration(scanner, command.text, declared);
    else if (command.text === 'assert') {
      const read = formula();
      scanner.close('assert');
      assertions.push(read);
      atoms += read.reduce((sum, { length }) => sum + length, 0);
      if (atoms > MOST_ATOMS)
        scanner.refuse(command.at, {
          given: `there are more than ${MOST_ATOMS} comparisons up to here`,
          remedy: 'split the property into several files',
        });
    } else if (PASSED_OVER.has(command.text)) passOver(scanner, command.text);
    else
      scanner.refuse(command.at, {
        given: `${quoted(command.text)} is no command that is understood`,
        expected: 'declare-const or assert',
        remedy: 'write the property in VNN-LIB 1.0',
      });
  }
  const inputs = count(source, declared, 'input');
  const outputs = count(source, declared, 'output');
  return { inputs, outputs, cases: casesOf(source, { inputs, outputs }, assertions) };
}
