import {
  clean,
  inspect,
  partId,
  statusOf,
  wasteOf,
  type Inventory,
  type KeptPart,
  type Waste,
} from '@fragility/runner';
import type { Io, Output } from '../terminal/io.js';

interface InventoryFlags {
  readonly json?: boolean;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `12345` → `12.3 kB`. */
export function size(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return `${step === 0 ? bytes : (bytes / 1000 ** step).toPrecision(3)} ${UNITS[step]!}`;
}

const total = (all: readonly { readonly bytes: number }[]): number => all.reduce((sum, { bytes }) => sum + bytes, 0);

/** Cells in columns, the last one as it is. */
function columns(rows: readonly (readonly string[])[], output: Output): void {
  const widths = (rows[0] ?? []).map((_, k) => rows.reduce((most, row) => Math.max(most, row[k]!.length), 0));
  for (const row of rows)
    output.write(`${row.map((cell, k) => (k === row.length - 1 ? cell : cell.padEnd(widths[k]!))).join('  ')}\n`);
}

/** What a part is of, as people know it. */
function described(part: KeptPart, { uses }: Inventory): { name: string; experiments: string[]; trials: string[] } {
  const use = uses.get(partId(part));
  return use
    ? { name: use.name, experiments: [...use.experiments], trials: [...use.trials] }
    : { name: part.kind === 'picture' || part.kind === 'set aside' ? part.key : '', experiments: [], trials: [] };
}

/** `fragility list`: every part that is kept, and what it is of. */
async function listCommand(folder: string, { json }: InventoryFlags, { stdout }: Io): Promise<number> {
  const inventory = await inspect(folder);
  const unused = new Set(inventory.unused);
  const parts = inventory.kept.map((part) => ({ ...part, ...described(part, inventory), used: !unused.has(part) }));
  if (json) {
    stdout.write(`${JSON.stringify(parts, null, 2)}\n`);
    return 0;
  }
  const pictures = parts.filter(({ kind, used }) => kind === 'picture' && used);
  const others = parts.filter((part) => !pictures.includes(part));
  const rows = others.map(({ kind, key, name, bytes, trials, experiments, used }) => [
    kind,
    key.length > 16 ? `${key.slice(0, 15)}…` : key,
    size(bytes),
    name,
    used ? `${trials.length === 0 ? '' : `trials ${trials.length}, `}${experiments.join(' ')}` : 'not used any more',
  ]);
  if (pictures.length > 0) rows.push(['pictures', `${pictures.length} files`, size(total(pictures)), '', 'analyses']);
  columns([['KIND', 'KEY', 'SIZE', 'NAME', 'OF'], ...rows], stdout);
  stdout.write(`${parts.length} parts, ${size(total(parts))}, in ${inventory.parts.name}\n`);
  return 0;
}

/** `fragility status`: how far the experiments of a folder are. */
async function statusCommand(folder: string, { json }: InventoryFlags, { stdout }: Io): Promise<number> {
  const inventory = await inspect(folder);
  const { experiment, holder, status, kept, gone, broken, parts } = inventory;
  const experiments = await statusOf(inventory);
  const waste = await wasteOf(inventory);
  const aside = kept.filter(({ kind }) => kind === 'set aside');
  if (json) {
    const sizes = { bytes: total(kept), waste: total(waste), aside: aside.map(({ key }) => key) };
    const told = { folder, experiment: experiment ?? null, holder: holder ?? null, status: status ?? null };
    stdout.write(`${JSON.stringify({ ...told, experiments, store: parts.name, ...sizes }, null, 2)}\n`);
    return 0;
  }
  const what = experiment === undefined ? 'a store' : `results of '${experiment}'`;
  const how = holder ? `in use by ${holder}` : experiment === undefined ? '' : (status ?? 'not finished');
  stdout.write(`${folder}: ${what}${how === '' ? '' : `, ${how}`}\n`);
  for (const { experiment: name, trials, finished, attacks, folder: results } of experiments) {
    stdout.write(
      `${name}: ${finished} of ${trials} trials finished${experiment === undefined ? `, ${results}` : ''}\n`,
    );
    columns(
      attacks.map((attack) => [`  ${attack.name}`, `${attack.examples} of ${attack.of} examples`]),
      stdout,
    );
  }
  for (const { experiment: name, folder: results } of gone) stdout.write(`${name}: ${results} is gone\n`);
  for (const path of broken) stdout.write(`cannot be read: ${parts.name}/${path}; run its experiment again\n`);
  for (const { key } of aside) stdout.write(`set aside: ${parts.name}/aside/${key}\n`);
  const left = waste.length === 0 ? '' : `; ${size(total(waste))} not used any more: fragility clean ${folder}`;
  stdout.write(`${kept.length} parts, ${size(total(kept))}${left}\n`);
  return 0;
}

interface CleanFlags {
  readonly yes?: boolean;
}

const listed = (waste: readonly Waste[], { stdout }: Io): void =>
  columns(
    waste.map(({ path, bytes }) => [size(bytes), path]),
    stdout,
  );

/** `fragility clean`: says what nobody needs any more, and with `--yes` removes it. */
async function cleanCommand(folder: string, { yes }: CleanFlags, io: Io): Promise<number> {
  const waste = yes ? await clean(folder) : await wasteOf(await inspect(folder));
  listed(waste, io);
  const all = `${waste.length} file${waste.length === 1 ? '' : 's'}, ${size(total(waste))}`;
  if (waste.length === 0) io.stdout.write(`${folder}: nothing to remove\n`);
  else io.stdout.write(yes ? `removed ${all}\n` : `would remove ${all}; nothing is removed without --yes\n`);
  return 0;
}

/** Commands on what a results folder or a store keeps. */
export const inventoryCommands = { status: statusCommand, list: listCommand, clean: cleanCommand };

export type InventoryCommand = keyof typeof inventoryCommands;
