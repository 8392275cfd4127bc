import { KINDS } from './kinds.mjs';

const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const code = (text) => `\`${text}\``;

/** The page of a definition: what it does, its parameters and its columns, which CI compares with the schemas. */
export function page(kind, name, packageName, folder) {
  const { parameter, columns } = KINDS[kind];
  const [id, type, preset, what] = parameter;
  return [
    `# ${name}`,
    'What it does, its formula, its source.',
    table(
      ['', ''],
      [
        ['package', `[${packageName}](../../${folder})`],
        ['source', 'the paper it is from'],
      ],
    ),
    table(['parameter', 'type', 'default', 'what'], [[code(id), code(type), code(preset), what]]),
    ...(columns
      ? [
          table(
            ['column', 'type', 'what'],
            columns.map(([n, t, w]) => [code(n), code(t), w]),
          ),
        ]
      : []),
    '## What is tested',
    `Every check of \`${kind}Checks\`.`,
    '',
  ].join('\n\n');
}

/** Adds a row below the table of a heading: after its last row. */
export function withRow(text, heading, row) {
  const lines = text.split('\n');
  const start = lines.indexOf(`## ${heading}`);
  const first = lines.findIndex((line, k) => k > start && line.startsWith('|'));
  const last = lines.findIndex((line, k) => k > first && !line.startsWith('|'));
  lines.splice(last, 0, row);
  return lines.join('\n');
}

/** The row of a package in the readme, after the last of its floor's that comes before it. */
export function withPackage(text, floor, name, folder, what) {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => line.startsWith(`| ${floor} `));
  lines.splice(last + 1, 0, `| ${floor} | [${name}](${folder}) | ${what} |`);
  return lines.join('\n');
}
