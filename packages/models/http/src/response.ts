import { isNpy, readNpy } from '@fragility/dataset/files';
import { asLogits, type ModelOutput } from '@fragility/model';
import { contentOf, decodeText } from '@fragility/plugin';
import { fail } from './error.js';

/** What is expected of an answer. */
export interface ResponseShape {
  /** Key of the rows in JSON. */
  readonly key: string;
  readonly n: number;
  readonly classes: number;
  readonly answers: ModelOutput;
}

/** Refuses an answer, saying what came. */
type InvalidResponse = (what: string, cause?: unknown) => never;

function fromNpy(bytes: Uint8Array, n: number, refuse: InvalidResponse): unknown[][] {
  const { shape, strides, at } = readNpy('the answer', bytes, (message, _, cause) => refuse(`.npy: ${message}`, cause));
  if (shape.length < 1 || shape.length > 2) return refuse(`a .npy array of shape [${shape.join(', ')}]`);
  const [rows, columns = 1] = shape;
  if (rows !== n) return refuse(`a .npy array of ${rows} rows for ${n} examples`);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: columns }, (__, k) => at(i * strides[0]! + k * (strides[1] ?? 0))),
  );
}

/** The text of an answer, or what it is instead. */
function textOf(body: Uint8Array, refuse: InvalidResponse): string {
  const content = contentOf(body);
  if (content !== undefined) return refuse(content);
  const read = decodeText(body);
  return 'text' in read ? read.text : refuse(`what ${read.problem.split(', expected')[0]}`);
}

/** What text is that does not parse as JSON. */
function wrongText(text: string): string {
  if (/^\s*</.test(text)) return 'a web page';
  if (/[[,:\s-](?:NaN|Infinity)\b/.test(text)) return 'JSON with NaN or Infinity, which models must not answer';
  return text === '' ? 'nothing' : `no JSON (${text.length} characters)`;
}

function fromJson(text: string, { key, n }: ResponseShape, refuse: InvalidResponse): unknown[][] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return refuse(wrongText(text), cause);
  }
  const found =
    typeof json === 'object' && json !== null && !Array.isArray(json) && Object.hasOwn(json, key)
      ? (json as Record<string, unknown>)[key]
      : json;
  if (!Array.isArray(found)) return refuse(`JSON without a list under '${key}'`);
  if (found.length !== n) return refuse(`${found.length} rows for ${n} examples`);
  return found.map((row: unknown) => (Array.isArray(row) ? (row as unknown[]) : [row]));
}

/**
 * The rows of an answer, JSON or .npy by its content: one row of numbers or one label for each example. JSON is a list, or an object that
 * holds one under `key`; a .npy array is [n, K] or [n].
 *
 * @throws FragilityError `http/answer` naming what came instead, `model/answers`.
 */
export function rowsOf(body: Uint8Array, expected: ResponseShape): number[][] {
  const { key, n, classes, answers } = expected;
  const refuse: InvalidResponse = (what, cause) =>
    fail(
      'http/answer',
      {
        given: `the server answered ${what}`,
        expected: `JSON { "${key}": [...] } or .npy with ${n} rows`,
        remedy: 'check url, answers and answerKey',
      },
      cause,
    );
  const rows = isNpy(body) ? fromNpy(body, n, refuse) : fromJson(textOf(body, refuse), expected, refuse);
  if (rows.some((row) => row.some((value) => typeof value !== 'number')))
    return refuse('rows that hold other things than numbers');
  const numbers = rows as number[][];
  numbers.forEach((row) => asLogits(row, [1, classes], answers, 'model/http'));
  return numbers;
}
