import { setTimeout as sleep } from 'node:timers/promises';
import { isFragilityError } from '@fragility/plugin';
import { bodyOf } from './body.js';
import { fail } from './error.js';

export interface RequestOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds until a request is given up. */
  readonly timeout: number;
  /** Further attempts after one that failed. */
  readonly retries: number;
  /** Seconds before the first further attempt; doubled for each one after it. */
  readonly backoff: number;
  readonly signal: AbortSignal;
}

/** Most seconds between attempts, and most that a server may ask for before the run is told to come back later. */
const LONGEST = 60;
const PATIENCE = 600;

/** Seconds that a server asks to wait, where it does. */
function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** Request timeout, too early, too many requests. */
const PASSING = [408, 425, 429];
const transient = (status: number): boolean => PASSING.includes(status) || status >= 500;

/** Whether a status says that the whole answer follows. */
const isWhole = ({ ok, status }: Response): boolean => ok && status !== 206;

/** Why no answer came, as the connection tells it. */
function reasonOf(cause: unknown): string {
  const { message, code } = ((cause as Error).cause ?? cause) as { message?: string; code?: unknown };
  return [message ?? '', typeof code === 'string' ? `(${code})` : ''].join(' ').trim();
}

/**
 * The body of an answer to a POST. Timeouts, broken connections, 408, 425, 429 and 5xx are asked again after `Retry-After`, or a time that doubles;
 * `before` is called ahead of every attempt.
 *
 * @param most bytes that an answer may have
 * @throws FragilityError `http/status`, `http/unreachable`, `http/timeout`, `http/answer`; what `signal` says when it is aborted.
 */
export async function post(
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
  options: RequestOptions,
  most: number,
  before: () => void,
): Promise<Uint8Array> {
  const { url, headers, timeout, retries, backoff, signal } = options;
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    before();
    const limit = AbortSignal.timeout(1000 * timeout);
    const stop = AbortSignal.any([signal, limit]);
    let wait: number | undefined;
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': type, accept: 'application/json, application/octet-stream', ...headers },
        redirect: 'manual',
        signal: stop,
      });
      if (isWhole(response)) return await bodyOf(response, most, stop);
      response.body?.cancel().catch(() => undefined);
      if (!transient(response.status) || attempt >= retries) {
        const tried = attempt > 0 ? ` after ${attempt + 1} attempts` : '';
        return fail('http/status', {
          given: `${url} answered ${response.status}${tried}`,
          expected: '200',
          remedy: 'check url, headers and the server',
        });
      }
      wait = retryAfter(response);
      if (wait !== undefined && wait > PATIENCE)
        fail('http/status', {
          given: `${url} answered ${response.status} and asks to wait ${Math.ceil(wait)} s`,
          remedy: 'run again then, what was answered is kept',
        });
    } catch (cause) {
      signal.throwIfAborted();
      if (isFragilityError(cause)) throw cause;
      if (attempt >= retries) {
        if (limit.aborted)
          return fail(
            'http/timeout',
            {
              given: `${url} did not answer within ${timeout} s in ${attempt + 1} attempts`,
              remedy: `raise 'timeout' or lower 'batch'`,
            },
            cause,
          );
        return fail(
          'http/unreachable',
          {
            given: `${url} gave no whole answer in ${attempt + 1} attempts: ${reasonOf(cause)}`,
            remedy: 'check url and the server',
          },
          cause,
        );
      }
    }
    await sleep(1000 * (wait ?? Math.min(LONGEST, backoff * 2 ** attempt)), undefined, { signal });
  }
}
