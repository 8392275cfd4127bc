import { asLogits, type Answers } from '@fragility/model';
import { fail } from './error.js';

/**
 * The rows of an answer: a list, or an object that holds one under `key`; one row of numbers or one label for each example.
 *
 * @throws FragilityError `http/answer` naming what came instead, `model/answers`.
 */
export function rowsOf(text: string, key: string, n: number, classes: number, answers: Answers): number[][] {
  const refuse = (what: string, cause?: unknown): never =>
    fail(
      'http/answer',
      `the server answered ${what}, expected JSON { "${key}": [...] } with ${n} rows; check url, answers and answerKey`,
      cause,
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const page = /^\s*</.test(text);
    return refuse(page ? 'a web page' : `no JSON (${text.length} characters)`, cause);
  }
  const found =
    typeof json === 'object' && json !== null && !Array.isArray(json) && Object.hasOwn(json, key)
      ? (json as Record<string, unknown>)[key]
      : json;
  if (!Array.isArray(found)) return refuse(`JSON without a list under '${key}'`);
  if (found.length !== n) return refuse(`${found.length} rows for ${n} examples`);
  const rows = found.map((row: unknown) => (Array.isArray(row) ? (row as unknown[]) : [row]));
  if (rows.some((row) => row.some((value) => typeof value !== 'number')))
    return refuse('rows that hold other things than numbers');
  const numbers = rows as number[][];
  numbers.forEach((row) => asLogits(row, [1, classes], answers, 'model/http'));
  return numbers;
}
