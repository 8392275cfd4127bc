/** Reads damaged files one after the other and tells its parent of each what came of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formats } from './formats.mjs';
import { random } from './mutate.mjs';

const [format, from, to, seed] = process.argv.slice(2).map((word, k) => (k === 0 ? word : Number(word)));

/** What is wrong with an outcome, undefined where nothing is. */
function faultOf(error, folder) {
  if (error?.kind !== 'input') return `${error?.stack ?? error}`;
  const named = [error.file, error.message].some((text) =>
    /model\.(?:onnx|json)|weights\.bin|\.npy|\.npz|idx\d|images/.test(text ?? ''),
  );
  return named ? undefined : `names no file: ${error.message.replaceAll(folder, '')}`;
}

const folder = await mkdtemp(join(tmpdir(), 'fragility-fuzz-'));
for (let k = from; k < to; k++) {
  process.send({ at: k });
  const [memory, before] = [process.memoryUsage().rss, process.cpuUsage()];
  let fault;
  try {
    await formats[format](random(seed * 1_000_003 + k), folder);
  } catch (error) {
    fault = faultOf(error, folder);
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const megabytes = (process.memoryUsage().rss - memory) / 1e6;
  if (seconds > 2) fault ??= `takes ${seconds.toFixed(1)} s`;
  if (megabytes > 300) fault ??= `takes ${Math.round(megabytes)} MB`;
  if (fault !== undefined) process.send({ at: k, fault });
}
await rm(folder, { recursive: true, force: true });
process.disconnect();
