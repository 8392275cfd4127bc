import { describe, expect, it } from '@jest/globals';
import { parseShard } from './shard.js';

describe('a shard', () => {
  it.each([
    ['0/1', {}, 0, 1],
    ['3/8', { SLURM_ARRAY_TASK_ID: '7' }, 3, 8],
    ['8', { JOB_COMPLETION_INDEX: '7' }, 7, 8],
    ['8', { PBS_ARRAY_INDEX: '0' }, 0, 8],
    ['auto', { SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_COUNT: '3' }, 0, 3],
    ['auto', { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_COUNT: '3' }, 2, 3],
    [
      'auto',
      {
        SLURM_ARRAY_TASK_ID: '9',
        SLURM_ARRAY_TASK_MIN: '1',
        SLURM_ARRAY_TASK_STEP: '4',
        SLURM_ARRAY_TASK_COUNT: '3',
      },
      2,
      3,
    ],
    ['auto', { SGE_TASK_ID: '4', SGE_TASK_FIRST: '1', SGE_TASK_LAST: '4', SGE_TASK_STEPSIZE: '1' }, 3, 4],
    ['4', { SGE_TASK_ID: '1', SGE_TASK_FIRST: '1', SGE_TASK_STEPSIZE: '1' }, 0, 4],
  ])('%s with %j is %i of %i', (text, environment, index, of) => {
    expect(parseShard(text, environment)).toEqual({ index, of });
  });

  it.each([
    ['4/4', {}, '0/4 … 3/4'],
    ['0/0', {}, 'at least one'],
    ['x', {}, 'i/n, n or auto'],
    ['-1/4', {}, 'i/n, n or auto'],
    ['4', {}, 'SLURM_ARRAY_TASK_ID'],
    ['4', { SGE_TASK_ID: 'undefined' }, 'SLURM_ARRAY_TASK_ID'],
    ['auto', { JOB_COMPLETION_INDEX: '0' }, '--shard n'],
    ['2', { JOB_COMPLETION_INDEX: '2' }, '0/2 … 1/2'],
  ])('%s with %j is refused', (text, environment, words) => {
    expect(() => parseShard(text, environment)).toThrow(
      expect.objectContaining({ code: 'runner/shard', kind: 'input' }),
    );
    expect(() => parseShard(text, environment)).toThrow(words);
  });
});
