import { isFragilityError } from '@fragility/plugin';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CheckFlags } from './check/command.js';
import type { CompareFlags } from './commands/compare/command.js';
import type { ExportFlags } from './commands/export/command.js';
import type { InventoryCommand } from './commands/inventory.js';
import type { PlanFlags } from './commands/list.js';
import type { ReportFlags } from './commands/report.js';
import type { RunFlags } from './commands/run.js';
import type { VerifyFlags } from './commands/verify.js';
import type { WorkerFlags } from './commands/worker.js';
import { stackOf } from './terminal/stack.js';
import type { Io } from './terminal/io.js';
import { VERSION } from './version.js';

const added = (value: string, previous: readonly string[]): string[] => [...previous, value];

/** A number of jobs or shards. */
function count(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number from 1 to 9999, such as 4');
}

/** Seconds that a command may take. */
function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1e7) return value;
  throw new InvalidArgumentError('expected seconds above 0, such as 60');
}

function report(error: unknown, debug: boolean, { stderr }: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  const line = isFragilityError(error) ? message : `[cli] ${message}; run again with --debug to see where`;
  stderr.write(`error: ${debug ? stackOf(error) : line}\n`);
  return isFragilityError(error) && error.kind === 'input' ? 2 : 1;
}

/** `error: unknown option '--fersh'` in the form of all errors. */
function usageError(text: string): string {
  const line = text.trim().replace('error: ', '').replace('\n', ' ').replace(/\.$/, '');
  return `error: [cli] ${line}; see fragility --help\n`;
}

/**
 * The `fragility` command.
 *
 * @param argv arguments after the command's name
 * @returns the exit code: 0, 1 for failures, 2 for bad input, 3 where a shard was stopped, something is missing or a property stays open
 * @example process.exitCode = await main(['run', 'theorem-1.yaml'], { stdout: process.stdout, stderr: process.stderr });
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const debug = argv.includes('--debug');
  const program = new Command('fragility')
    .description('Adversarial-robustness experiments from one config file')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(usageError(text)),
    });
  const command = (name: string, summary: string): Command =>
    program.command(name).description(summary).option('--debug', 'print stacks of errors');

  const overrides = (): Option =>
    new Option('--set <path=value>', 'override a value of the config, or sweep it: path=1,2; may be repeated')
      .default([], 'none')
      .argParser(added);

  command('run <config>', 'run an experiment and write its results')
    .option('--out <folder>', 'results folder (default: out/<name>)')
    .option('--store <folder>', 'where models, attacks and analyses are kept (default: store in the results folder)')
    .addOption(overrides())
    .option('--engine <choice>', 'auto, native or wasm')
    .addOption(
      new Option('--jobs <n>', 'trials that run at a time; results are the same for any number').argParser(count),
    )
    .option('--executor <name>', 'where the work is done: slurm, bullmq; default: threads of this process')
    .option('--fresh', 'do everything anew, even what is known')
    .option('--no-figures', 'draw no figures; fragility report draws them later')
    .option('--json', 'say how it goes in lines of JSON, for programs')
    .option(
      '--shard <i/n>',
      'do one of n shards of the work, 0/n … (n-1)/n, or n, or auto, where a scheduler sets the task; then fragility collect',
    )
    .action(async (config: string, flags: RunFlags) => {
      const { runCommand } = await import('./commands/run.js');
      code = await runCommand(config, flags, io);
    });
  command('collect <config>', 'write tables, figures and report of what shards have found, and say what is missing')
    .option('--out <folder>', 'results folder (default: out/<name>)')
    .option('--store <folder>', 'where the parts are kept (default: store in the results folder)')
    .addOption(overrides())
    .option('--engine <choice>', 'auto, native or wasm')
    .action(async (config: string, flags: RunFlags) => {
      const { collectCommand } = await import('./commands/collect.js');
      code = await collectCommand(config, flags, io);
    });
  command('worker', 'do the work that runs with --executor bullmq put into a queue, until it is ended')
    .option('--redis <url>', 'address of Redis or Valkey (default: redis://127.0.0.1:6379)')
    .option('--queue <name>', 'name of the queue (default: fragility)')
    .option('--through-queue', 'send what is found through Redis, even where the folder of the run is seen')
    .addOption(
      new Option('--lock <seconds>', 'after which the work of a worker that is gone is taken').argParser(Number),
    )
    .addOption(new Option('--jobs <n>', 'units of work at a time (default: one per core)').argParser(count))
    .action(async (flags: WorkerFlags) => {
      const { workerCommand } = await import('./commands/worker.js');
      code = await workerCommand(flags, io);
    });
  command('report <folder>', 'draw the report of a results folder again, without running anything')
    .option('--open', 'show it in the browser')
    .action(async (folder: string, flags: ReportFlags) => {
      const { reportCommand } = await import('./commands/report.js');
      code = await reportCommand(folder, flags, io);
    });
  command(
    'compare <folders...>',
    'put runs beside the first of them: differences with intervals, and what changed in their configs',
  )
    .option('--out <folder>', 'where the page and its tables are written', 'out/compare')
    .action(async (folders: string[], flags: CompareFlags) => {
      const { compareCommand } = await import('./commands/compare/command.js');
      code = await compareCommand(folders, flags, io);
    });
  command(
    'verify <model> <property>',
    'search an ONNX model for an input that a property in VNN-LIB describes, or prove that there is none: sat, unsat, unknown or timeout',
  )
    .addOption(new Option('--timeout <seconds>', 'after which the search ends (default: 60)').argParser(seconds))
    .option('--engine <choice>', 'auto, native or wasm')
    .option('--json', 'as JSON, for programs')
    .addHelpText(
      'after',
      '\nExits with 0 after sat or unsat, 3 after unknown or timeout, 2 for files that are not understood.',
    )
    .action(async (model: string, property: string, flags: VerifyFlags) => {
      const { verifyCommand } = await import('./commands/verify.js');
      code = await verifyCommand(model, property, flags, io);
    });
  const inventory = (name: InventoryCommand, summary: string, option: Option): Command =>
    command(`${name} <folder>`, summary)
      .addOption(option)
      .action(async (folder: string, flags: object) => {
        const { inventoryCommands } = await import('./commands/inventory.js');
        code = await inventoryCommands[name](folder, flags, io);
      });
  const json = (): Option => new Option('--json', 'as JSON, for programs');
  inventory('status', 'how far the experiment of a results folder is, or those of a store', json());
  command('export <folder>', 'hand the numbers and the report of a results folder to a server of MLflow')
    .requiredOption('--mlflow <url>', 'such as http://127.0.0.1:5000; credentials are taken from MLFLOW_TRACKING_…')
    .action(async (folder: string, flags: ExportFlags) => {
      const { exportCommand } = await import('./commands/export/command.js');
      code = await exportCommand(folder, flags, io);
    });
  inventory('list', 'list the models, attacks and analyses that a results folder or a store keeps', json());
  inventory(
    'clean',
    'list what is kept in a results folder or a store and nobody needs any more',
    new Option('--yes', 'remove it'),
  );
  command(
    'plan <config>',
    'print the resolved config and the trials; loads the plugins of the config, which runs their code',
  )
    .addOption(overrides())
    .option('--json', 'as JSON: parts with their keys, what they need and how much work they are')
    .addOption(new Option('--shards <n>', 'with --json, also what each of n shards does').argParser(count))
    .action(async (config: string, flags: PlanFlags) => {
      const { planCommand } = await import('./commands/list.js');
      code = await planCommand(config, flags, io);
    });
  command('plugins <config>', 'list what the plugins of a config provide; loads them, which runs their code').action(
    async (config: string) => {
      const { pluginsCommand } = await import('./commands/list.js');
      code = await pluginsCommand(config, io);
    },
  );
  command(
    'check <plugin>',
    'run the conformance checks of all that a plugin provides: a file, TypeScript too, or a package; runs its code',
  )
    .option('--problems <file>', 'parameters and data to check with, by name of the definition')
    .action(async (plugin: string, flags: CheckFlags) => {
      const { checkCommand } = await import('./check/command.js');
      code = await checkCommand(plugin, flags, io);
    });
  command(
    'schema [config]',
    'print the JSON Schema of configs, for editors; of one config, loads its plugins, which runs their code',
  ).action(async (config?: string) => {
    const { schemaCommand } = await import('./commands/list.js');
    code = await schemaCommand(config, io);
  });

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return report(error, debug, io);
  }
}
