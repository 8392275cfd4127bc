import { main } from '../main.js';

/** What a command said, and its exit code. */
export interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `fragility` command. */
export async function fragility(...argv: string[]): Promise<Done> {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({ write: (part: string) => void (written[name] += part) });
  return { code: await main(argv, { stdout: output('stdout'), stderr: output('stderr') }), ...written };
}
