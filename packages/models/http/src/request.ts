import { setTimeout as sleep } from 'node:timers/promises';
import { isFragilityError } from '@fragility/plugin';
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

const transient = (status: number): boolean => status === 429 || status >= 500;

/**
 * The body of an answer to a POST. Timeouts, broken connections, 429 and 5xx are asked again after `Retry-After`, or a time that doubles;
 * `before` is called ahead of every attempt.
 *
 * @throws FragilityError `http/status`, `http/unreachable`, `http/timeout`; what `signal` says when it is aborted.
 */
export async function post(
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
  options: RequestOptions,
  before: () => void,
): Promise<Uint8Array> {
  const { url, headers, timeout, retries, backoff, signal } = options;
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    before();
    const limit = AbortSignal.timeout(1000 * timeout);
    let wait: number | undefined;
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': type, accept: 'application/json, application/octet-stream', ...headers },
        redirect: 'manual',
        signal: AbortSignal.any([signal, limit]),
      });
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      await response.body?.cancel();
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
          { given: `${url} cannot be reached in ${attempt + 1} attempts`, remedy: 'check url and the server' },
          cause,
        );
      }
    }
    await sleep(1000 * (wait ?? Math.min(LONGEST, backoff * 2 ** attempt)), undefined, { signal });
  }
}
