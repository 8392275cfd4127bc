import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FragilityError } from '@fragility/plugin';
import { readResolved } from '@fragility/runner';

/** What a results folder says of its run, flat. */
export interface Exported {
  readonly experiment: string;
  readonly started: number;
  readonly seconds: number;
  readonly status: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** Leaves of the resolved config by their dotted paths. */
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly name: string;
  readonly status: string;
  readonly started: string;
  readonly seconds: number;
  readonly engine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly git: { readonly commit: string; readonly clean: boolean } | null;
}

async function read(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8').catch((cause: unknown) => {
    throw new FragilityError(
      {
        given: `${folder} has no ${name}`,
        expected: 'the results folder of a run that has ended',
        remedy: 'run the experiment, or correct the path',
      },
      { where: 'cli/export', code: 'cli/results', kind: 'input', cause },
    );
  });
}

/** The leaves of a value by their dotted paths. */
function* leaves(value: unknown, path: string): Generator<[string, string]> {
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
    for (const [name, inner] of Object.entries(value)) yield* leaves(inner, path === '' ? name : `${path}.${name}`);
  else yield [path, typeof value === 'string' ? value : JSON.stringify(value)];
}

/** What a results folder says of its run. @throws FragilityError `cli/results` where it is none. */
export async function exportedFrom(folder: string): Promise<Exported> {
  const manifest = JSON.parse(await read(folder, 'manifest.json')) as Manifest;
  const config = readResolved(await read(folder, 'config.resolved.yaml'));
  const metrics = JSON.parse(await read(folder, 'metrics.json')) as Record<string, number>;
  const { name, status, started, seconds, engine, versions, git } = manifest;
  return {
    ...{ experiment: name, status, seconds, metrics },
    started: Date.parse(started),
    params: Object.fromEntries(leaves(config, '')),
    tags: {
      'fragility.engine': engine,
      'fragility.version': versions['@fragility/runner'] ?? '',
      'fragility.started': started,
      ...(git ? { 'mlflow.source.git.commit': git.commit, 'fragility.git.clean': String(git.clean) } : {}),
    },
  };
}
