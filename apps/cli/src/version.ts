import { readFileSync } from 'node:fs';

/** Version of the command, which is released together with the runner. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }
).version;
