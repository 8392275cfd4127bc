import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, sh, started, until } from './processes.mjs';

/** Starts a Redis server of its own. @returns its address, and what ends it */
export async function startRedis() {
  const home = mkdtempSync(join(tmpdir(), 'fragility-redis-'));
  const port = await freePort();
  const server = started('redis-server', ['--port', String(port), '--save', '', '--dir', home, '--bind', '127.0.0.1']);
  const stop = async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await until(() => sh(`redis-cli -p ${port} ping`).stdout.trim() === 'PONG', 'Redis');
  } catch (error) {
    console.error(server.text);
    await stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
}
