import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewritten } from '../snippets/generate.mjs';
import { parse } from '../snippets/markdown.mjs';
import { rowsOf } from '../snippets/schema.mjs';

const schema = {
  type: 'object',
  properties: {
    steps: { type: 'integer', minimum: 1, default: 7, description: 'gradient steps' },
    loss: { enum: ['margin', 'dlr'], default: 'dlr', description: 'what is ascended' },
  },
};
const page = `# Walk

| parameter | type | default | what |
| --- | --- | --- | --- |
| \`gone\` | \`string\` | — | was here once |
| \`steps\` | \`number\` | \`5\` | steps, as *this page* says |

The end.
`;
const write = (text) => rewritten(text, parse(text).tables[0], rowsOf(schema));

test('a table has the names, types and defaults of the schema, and what the page says', () => {
  const written = write(page);
  assert.deepEqual(written.split('\n').slice(4), [
    '| `steps` | `integer ≥ 1` | `7` | steps, as *this page* says |',
    '| `loss` | `margin \\| dlr` | `dlr` | what is ascended |',
    '',
    'The end.',
    '',
  ]);
  assert.equal(write(written), written);
});
