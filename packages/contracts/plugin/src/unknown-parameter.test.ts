import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { parseParams } from './params/params.js';
import { refusesUnknownParameter } from './unknown-parameter.js';

const checked = (parse: Parameters<typeof refusesUnknownParameter>[0]): Promise<unknown> =>
  Promise.resolve(refusesUnknownParameter(parse).run());

describe('refusesUnknownParameter', () => {
  it('passes where the schema is strict', async () => {
    await checked((extra) => parseParams('attack/a', v.strictObject({}), extra));
  });

  it('fails where the parameter is taken, or refused without its name', async () => {
    await expect(checked((extra) => parseParams('attack/a', v.looseObject({}), extra))).rejects.toThrow('got nothing');
    await expect(checked(() => Promise.reject(new Error('no-such-parameter')))).rejects.toThrow('got Error');
  });
});
