import {
  checkPlan,
  experimentJsonSchema,
  listPlan,
  paramsSchema,
  planExperiment,
  readRegistry,
  resolvedConfig,
  type Listener,
  type Plan,
  type Registry,
} from '@fragility/runner';
import type { Io } from '../terminal/io.js';
import { trialName } from '../terminal/progress.js';

export interface PlanFlags {
  readonly set: readonly string[];
  readonly json?: boolean;
  readonly shards?: number;
}

/** `fragility plan --json`: parts and trials of a config, a line each, and what each of some shards does. */
async function planJson(plan: Plan, shards: number | undefined, { stdout, stderr }: Io): Promise<number> {
  const onEvent: Listener = (event) => {
    if (event.kind === 'warning') stderr.write(`warning: ${event.message}\n`);
  };
  const { name, engine, ...lists } = await listPlan(plan, { onEvent, ...(shards === undefined ? {} : { shards }) });
  stdout.write(`{"fragility":1,"name":${JSON.stringify(name)},"engine":${JSON.stringify(engine)}`);
  for (const [key, list] of Object.entries(lists)) {
    stdout.write(`,\n"${key}":[`);
    list.forEach((one, k) => stdout.write(`${k > 0 ? ',' : ''}\n${JSON.stringify(one)}`));
    stdout.write('\n]');
  }
  stdout.write('}\n');
  return 0;
}

/** `fragility plan`: the config with every default filled, and the trials; attacks that a model does not allow are refused as in a run. */
export async function planCommand(config: string, { set, json = false, shards }: PlanFlags, io: Io): Promise<number> {
  const { stdout, stderr } = io;
  const plan = await planExperiment(config, { set });
  await checkPlan(plan, (message) => stderr.write(`warning: ${message}\n`));
  if (json) return planJson(plan, shards, io);
  stdout.write(`${resolvedConfig(plan)}\n# ${plan.trials.length} trials\n`);
  for (const trial of plan.trials) stdout.write(`# ${trial.id}  ${trialName(trial)}\n`);
  return 0;
}

interface Property {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Property[];
  readonly oneOf?: readonly Property[];
  readonly items?: Property;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly default?: unknown;
  readonly description?: string;
}

/** A type in one line: `relu | tanh`, `integer[]`, `{ method: adam, steps: integer }`. */
function typeName({ type, enum: values, const: only, anyOf, oneOf, items, properties }: Property): string {
  if (values) return values.map(String).join(' | ');
  if (only !== undefined) return String(only);
  const options = anyOf ?? oneOf;
  if (options) return options.map(typeName).join(' | ');
  if (properties)
    return `{ ${Object.entries(properties)
      .map(([name, inner]) => `${name}: ${typeName(inner)}`)
      .join(', ')} }`;
  return type === 'array' ? `${typeName(items ?? {})}[]` : (type ?? 'any');
}

/** `fragility plugins`: every part by plugin, with its parameters. */
export async function pluginsCommand(config: string, { stdout }: Io): Promise<number> {
  const { plugins } = await readRegistry(config);
  for (const { source, version, provides } of plugins) {
    stdout.write(`${source} ${version}\n`);
    for (const definition of provides) {
      stdout.write(`  ${definition.kind} ${definition.name}: ${definition.summary}\n`);
      const { properties = {}, required = [] } = paramsSchema(definition) as {
        properties?: Record<string, Property>;
        required?: string[];
      };
      for (const [name, property] of Object.entries(properties)) {
        const preset =
          property.default === undefined
            ? required.includes(name)
              ? ', required'
              : ''
            : ` = ${JSON.stringify(property.default)}`;
        stdout.write(
          `    ${name}: ${typeName(property)}${preset}${property.description ? `  ${property.description}` : ''}\n`,
        );
      }
    }
  }
  return 0;
}

/** `fragility schema`: JSON Schema of configs; of one config, with the parameters of its plugins. */
export async function schemaCommand(config: string | undefined, { stdout }: Io): Promise<number> {
  const registry: Registry | undefined = config === undefined ? undefined : await readRegistry(config);
  stdout.write(`${JSON.stringify(experimentJsonSchema(registry), null, 2)}\n`);
  return 0;
}
