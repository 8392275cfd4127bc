import { Redis } from 'ioredis';
import { FragilityError } from '@fragility/plugin';

/** A connection to Redis, as BullMQ wants it. @throws FragilityError `bullmq/redis`. */
export async function connect(url: string): Promise<Redis> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true, connectTimeout: 10_000 });
  let last: unknown;
  redis.on('error', (error) => (last = error));
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    const cause = last ?? error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FragilityError(
      {
        given: `no connection to ${url} (${why})`,
        expected: 'an address of Redis',
        remedy: 'start it, or correct the address',
      },
      { where: 'executor-bullmq', code: 'bullmq/redis', kind: 'input', cause },
    );
  }
}

/** One more connection, for what needs its own; errors are told by who uses it. */
export function another(redis: Redis): Redis {
  const own = redis.duplicate({ lazyConnect: false });
  own.on('error', () => undefined);
  return own;
}
