import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeText } from '@fragility/plugin';
import fc from 'fast-check';
import { planExperiment } from '../plan/plan.js';
import { EXPERIMENT, messageOf, written } from '../testing/experiments.js';

const wide = (text: string, big = false, mark = '\uFEFF'): Buffer => {
  const bytes = Buffer.from(`${mark}${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
const file = (bytes: Buffer): string => {
  const path = written();
  writeFileSync(path, bytes);
  return path;
};
const described = EXPERIMENT.replace('seed: 3', 'seed: 3\ndescription: für €5 — 数');

describe('a config', () => {
  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(described)],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${described}`)],
    ['UTF-16, little end first', wide(described)],
    ['UTF-16, big end first', wide(described, true)],
    ['CRLF line ends', Buffer.from(described.replaceAll('\n', '\r\n'))],
    ['UTF-16 with CRLF line ends', wide(described.replaceAll('\n', '\r\n'))],
  ])('is read in %s', async (_, bytes) => {
    const { experiment, trials } = await planExperiment(file(bytes));
    expect([experiment.description, experiment.seed, trials.length]).toEqual(['für €5 — 数', 3, 1]);
  });

  it.each(['[0,03]', '007', '-01'])('is refused with %s, which another program may read otherwise', async (value) => {
    const wrong = EXPERIMENT.replace('seed: 3', `seed: ${value}`);
    expect(await messageOf(planExperiment(file(Buffer.from(wrong))))).toMatch(
      /experiment\.yaml:2:\d+ -?0\d+ begins with a zero, expected a number; .*decimals with a point/,
    );
  });

  it.each([
    [EXPERIMENT.replace('models:', 'models:\n  __proto__: { use: affine }'), '__proto__'],
    [EXPERIMENT.replace('seed: 3', 'seed: 3\nsweep: { "__proto__": [1] }'), '"__proto__"'],
  ])('is refused with __proto__ for a name, which would be lost: %#', async (wrong, written) => {
    const line = wrong.slice(0, wrong.indexOf(written)).split('\n').length;
    expect(await messageOf(planExperiment(file(Buffer.from(wrong))))).toMatch(
      new RegExp(`experiment\\.yaml:${line}:\\d+ '__proto__' is not a name; choose another`),
    );
  });

  it('takes texts that begin with a zero, and zero itself', async () => {
    const fine = EXPERIMENT.replace('seed: 3', "seed: 0\ndescription: '007'");
    expect((await planExperiment(file(Buffer.from(fine)))).experiment).toMatchObject({ seed: 0, description: '007' });
  });

  it('has the same places in UTF-16', async () => {
    const wrong = EXPERIMENT.replace('seed: 3', 'sede: 3');
    for (const bytes of [Buffer.from(`\uFEFF${wrong}`), wide(wrong), Buffer.from(wrong.replaceAll('\n', '\r\n'))])
      expect(await messageOf(planExperiment(file(bytes)))).toMatch(/experiment\.yaml:2:1 unknown key 'sede'/);
  });

  it.each<[string, Buffer, RegExp]>([
    [
      'Latin-1',
      Buffer.from(described.replace(/€.*/, ''), 'latin1'),
      /is not UTF-8 at line 3, column 15, perhaps Latin-1 or Windows-1252; save it as UTF-8$/,
    ],
    [
      'UTF-16 without its mark',
      wide(EXPERIMENT, false, ''),
      /looks like UTF-16 without its mark, expected UTF-8; save/,
    ],
    ['big-endian UTF-16 without its mark', wide(EXPERIMENT, true, ''), /looks like UTF-16 without its mark/],
    ['half a UTF-16 letter', wide(EXPERIMENT).subarray(0, -1), /is damaged UTF-16/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /is UTF-32/],
    ['gzip', gzipSync(EXPERIMENT), /is a gzip file, expected text in UTF-8; give the text itself$/],
    ['an archive', Buffer.from('PK\x03\x04\x14\x00\x00\x00', 'latin1'), /is a zip archive, expected text/],
    ['a zero byte', Buffer.from(`${EXPERIMENT}\0`), /has zero bytes, expected text/],
  ])('is refused in %s', async (_, bytes, message) => {
    expect(await messageOf(planExperiment(file(bytes)))).toMatch(
      new RegExp(`^config/file: \\[runner/config\\] '.*experiment\\.yaml' ${message.source}`),
    );
  });
});

it('decodes whatever was encoded', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\0\uFEFF]/.test(text)),
      (text) => {
        expect(decodeText(Buffer.from(text))).toEqual({ text });
        for (const big of [false, true]) expect(decodeText(wide(text, big))).toEqual({ text });
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});
