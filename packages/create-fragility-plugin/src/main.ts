import { parseArgs } from 'node:util';
import { createPlugin, KINDS, type Kind } from './create.js';

export interface Output {
  write(text: string): void;
}

const HELP = `npm create fragility-plugin <folder> -- [--kind ${KINDS.join('|')}] [--name <package>]

Makes a package of your own for fragility: --kind says what it provides (attack if left out), --name what it is called (the folder's name if
left out).
`;

const OPTIONS = {
  kind: { type: 'string', default: 'attack' },
  name: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

function create(argv: readonly string[], stdout: Output): void {
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  if (values.help) return stdout.write(HELP);
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0)
    throw new Error(`${positionals.length} folders are given, expected one; see --help`);
  const kind = KINDS.find((one) => one === values.kind);
  if (kind === undefined)
    throw new Error(`--kind ${values.kind} is given, expected ${KINDS.join(', ')}; choose one of them`);
  const { names, files } = createPlugin(folder, kind satisfies Kind, values.name);
  stdout.write(
    `${names.package}: ${kind} '${names.definition}' in ${folder}\n${files.map((file) => `  ${file}\n`).join('')}`,
  );
  stdout.write(
    `\ncd ${folder}\nnpm install\nnpm test          # what is left to do: write the algorithm in src/index.ts\n`,
  );
}

/**
 * The command `create-fragility-plugin`.
 *
 * @param argv arguments after the command's name
 * @returns the exit code: 0, or 2 for bad input
 * @example main(['--help'], { stdout: process.stdout, stderr: process.stderr }); // 0
 */
export function main(argv: readonly string[], { stdout, stderr }: { stdout: Output; stderr: Output }): 0 | 2 {
  try {
    create(argv, stdout);
    return 0;
  } catch (error) {
    stderr.write(`error: [create-fragility-plugin] ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}
