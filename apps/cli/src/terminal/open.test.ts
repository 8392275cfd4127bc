import { expect, it } from '@jest/globals';
import { openFile } from './open.js';

it('says where no program opens files', async () => {
  const before = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  try {
    expect(await openFile('report.html', 'linux')).toBe(false);
  } finally {
    process.env['PATH'] = before;
  }
});
