import { describe, expect, it } from '@jest/globals';
import { engineOf, enginesOf } from './engines.js';
import type { TrialResult } from '../../store/result.js';

const done = (engine: string): TrialResult => ({ status: 'done', engine }) as TrialResult;
const failed = { status: 'failed' } as TrialResult;

describe('what models ran on', () => {
  it('is what they say, and never the engine of others where they say nothing', () => {
    expect(engineOf({ facts: { engine: 'tfjs cpu 4.22.0' } })).toBe('tfjs cpu 4.22.0');
    for (const model of [{}, { facts: {} }, { facts: { engine: 3 } }])
      expect(engineOf(model)).toBe("the model's own code");
  });

  it('is listed once each, in the order of the trials', () => {
    expect(enginesOf([done('http'), failed, done('native'), done('http')], 'wasm')).toBe('http, native');
  });

  it('is what was loaded where no trial is finished', () => {
    expect(enginesOf([failed], 'wasm')).toBe('wasm');
  });
});
