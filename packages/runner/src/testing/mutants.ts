import { random, type Random } from '@fragility/numerics';
import { stringify } from 'yaml';

type Container = Record<string, unknown> | unknown[];

const KEYS = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'then',
    'length',
    '',
    '.',
    'a.b',
    '0',
    '-1',
    'NaN',
    '<<',
  ],
  ...[
    'use',
    'name',
    'plugins',
    'extends',
    'sweep',
    'zip',
    'seed',
    'repeat',
    'models',
    'attacks',
    'analyses',
    'evaluate',
  ],
  ...[
    'budgets',
    'norm',
    'criterion',
    'targeted',
    'timeLimit',
    'limit',
    'fit',
    'dataset.dimension',
    'models.small.scale',
  ],
];
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1, 0.5, 1e-320, 1e308, 2 ** 53, 2 ** 31, NaN, Infinity, -Infinity],
  ...['', ' ', 'a', '8/255', '8/0', '../..', '.', './', 'node:fs', 'file:///', '\u0000', '\ud800', '🙂', '__proto__'],
  ...['next', 'untargeted', 'linf', 'native', '2020-01-01', '1e999', '-.inf', 'k'.repeat(5000), '${a}', '%s', '\n\n'],
  ...[
    [],
    {},
    [[]],
    [null],
    [{}],
    { use: null },
    { use: 'x' },
    [1, 2, 3],
    { a: { b: { c: [] } } },
    { repeat: 2 },
    { targeted: 3 },
  ],
];
const TOKENS = [
  ...[
    '*a',
    '&a ',
    '<<: *a',
    '!!js/function ',
    '!!binary ',
    '!!set ',
    '!!omap ',
    '!t ',
    '\t',
    ': ',
    '? ',
    '- ',
    '[',
    ']',
    '{',
    '}',
  ],
  ...[
    '"',
    "'",
    '#',
    '|',
    '>',
    '|2-\n',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
    ',',
    '\n',
    '\r',
    '\u0085',
    '\uFEFF',
    '\u0000',
    '.inf',
    '~',
  ],
  ...[
    '0x',
    '1e999',
    '9007199254740993',
    '@',
    '`',
    '\\',
    '\ud83d',
    '&',
    '*',
    ' : ',
    'extends: experiment.yaml\n',
    'zip: ',
  ],
];
const SETS = [
  ...[
    '=',
    'seed=',
    'seed',
    'seed=1,2',
    'dataset.dimension=1,,2',
    'a.b.c=[',
    'sweep=',
    'sweep.zip=[]',
    'sweep.zip={a: [1]}',
  ],
  ...[
    '__proto__.x=1',
    'models.__proto__.use=affine',
    'models=3',
    'analyses.9=1',
    'plugins.0=',
    'sweep.seed.repeat=1e9',
    'extends=x',
  ],
  ...[
    'evaluate.limit=1,2',
    "name='a,b'",
    'sweep.dataset.dimension=2',
    'attacks.jump.budgets=[.nan],[2]',
    'dataset=1,2',
    '..=1',
  ],
];

const pick = <T>(list: readonly T[], { uniform }: Random): T => list[Math.floor(uniform() * list.length)]!;

/** Every map and list within a value, itself first. */
const containers = (value: unknown): Container[] =>
  typeof value !== 'object' || value === null
    ? []
    : [value as Container, ...Object.values(value as object).flatMap(containers)];

/** Changes a value somewhere. */
function changeValue(root: unknown, stream: Random): void {
  const all = containers(root);
  if (all.length === 0) return;
  const at = pick(all, stream) as Record<string, unknown>;
  const key = pick(Object.keys(at).length > 0 ? Object.keys(at) : KEYS, stream);
  const set = (name: string, value: unknown): void => {
    Object.defineProperty(at, name, { value, enumerable: true, writable: true, configurable: true });
  };
  const changes = [
    () => set(key, structuredClone(pick(VALUES, stream))),
    () => (Array.isArray(at) ? at.pop() : Reflect.deleteProperty(at, key)),
    () => set(Array.isArray(at) ? String(at.length) : pick(KEYS, stream), structuredClone(pick(VALUES, stream))),
    () => set(key, structuredClone(pick(all, stream))),
    () => set(Array.isArray(at) ? '0' : pick(KEYS, stream), Object.hasOwn(at, key) ? at[key] : null),
  ];
  pick(changes, stream)();
}

/** Changes a text somewhere. */
function changeText(text: string, stream: Random): string {
  const cut = (): number => Math.floor(stream.uniform() * (text.length + 1));
  const [from, to] = [cut(), cut()].sort((a, b) => a - b) as [number, number];
  const changes = [
    () => text.slice(0, from) + pick(TOKENS, stream) + text.slice(from),
    () => text.slice(0, from) + text.slice(Math.min(to, from + 12)),
    () => text.slice(0, to) + text.slice(from),
    () => text.slice(0, from),
    () => text.slice(0, from) + pick(TOKENS, stream).repeat(200) + text.slice(from),
  ];
  return pick(changes, stream)();
}

/** A config that something is wrong with, most likely, and what the command line sets. */
export interface Mutant {
  readonly text: string;
  readonly set: readonly string[];
}

/**
 * The `index`-th random change of a config.
 *
 * @param value the config as a value, which is left as it is
 */
export function mutant(value: unknown, index: number): Mutant {
  const stream = random('mutants').fork(String(index));
  const changed = structuredClone(value);
  for (let k = Math.floor(stream.uniform() * 4); k > 0; k--) changeValue(changed, stream);
  let text = stringify(changed, { aliasDuplicateObjects: stream.uniform() < 0.5 });
  for (let k = Math.floor(stream.uniform() * 3); k > 0; k--) text = changeText(text, stream);
  return { text, set: stream.uniform() < 0.2 ? [pick(SETS, stream)] : [] };
}
