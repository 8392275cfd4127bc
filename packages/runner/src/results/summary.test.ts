import { expect, it } from '@jest/globals';
import { folder, read, run } from '../testing/experiments.js';

it('says of the columns of summaries what the analysis says of its own', async () => {
  const out = folder();
  await run(out);
  const { tables } = JSON.parse(read(out, 'report.json')) as {
    tables: { name: string; columns?: Record<string, { description?: string }> }[];
  };
  const columns = tables.find(({ name }) => name === 'robust-accuracy')!.columns!;
  expect(columns['robust_accuracy']!.description).toMatch(/fooled/);
  expect(columns).not.toHaveProperty('trial');
  expect(tables.find(({ name }) => name.startsWith('norms'))).not.toHaveProperty('columns');
});
