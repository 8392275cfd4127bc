import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { VERSION } from '@fragility/runner';
import { main } from './main.js';
import { CLOUDS, PLUGIN } from './testing/clouds.js';
import { folder } from './testing/folder.js';

/** Runs the command on a config; `CONFIG` and `OUT` in the arguments stand for its path and a new folder. */
async function fragility(
  args: string,
  { text = CLOUDS, isTTY = false, signal = undefined as AbortSignal | undefined } = {},
) {
  const [config, out] = [join(folder(), 'clouds.yaml'), folder()];
  writeFileSync(config, text);
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (part: string) => void (written[name] += part),
    isTTY,
    columns: 100,
  });
  const argv = args
    .split(' ')
    .filter(Boolean)
    .map((arg) => arg.replace('CONFIG', config).replace('OUT', out));
  const code = await main(argv, { stdout: output('stdout'), stderr: output('stderr'), ...(signal ? { signal } : {}) });
  return { code, out, config, ...written };
}

describe('fragility run', () => {
  it('prints the engine, the trials, the headlines and where the report is', async () => {
    const { code, stdout, stderr, out } = await fragility('run CONFIG --out OUT --set sweep.seed.repeat=2');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout
      .trim()
      .split('\n')
      .filter((line) => !/^\d+ %/.test(line));
    expect(lines[0]).toMatch(/^engine: (native|wasm) \(/);
    expect(lines[1]).toBe(`2 trials, results in ${out}`);
    const [first, second] = lines.slice(2, 4).sort();
    expect(first).toMatch(/^\[1\/2\] small, seed 0: \d+\.\d s$/);
    expect(second).toMatch(/^\[2\/2\] small, seed 1: \d+\.\d s$/);
    expect(lines[4]).toMatch(/^Median smallest perturbation: small, slide \(L2\): 1\.\d+ \(100\.0 % clean\)$/);
    expect(lines[5]).toBe(`report: ${join(out, 'report.html')}`);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('clouds');
    expect(stdout).not.toContain('\r');
  });

  it('rewrites one line on a terminal', async () => {
    const { code, stdout } = await fragility('run CONFIG --out OUT', { isTTY: true });
    expect(code).toBe(0);
    expect(stdout).toContain('\r\x1b[2K');
    expect(stdout).not.toContain('[1/1]');
  });

  it('reads finished trials back, unless it is to start afresh', async () => {
    const { config, out } = await fragility('run CONFIG --out OUT');
    const again = await fragility(`run ${config} --out ${out}`);
    expect(again.stdout).toContain('1 trial, 1 finished before');
    expect((await fragility(`run ${config} --out ${out} --fresh`)).stdout).not.toContain('finished before');
  });

  it('uses the engine it is told to', async () => {
    expect((await fragility('run CONFIG --out OUT --engine wasm')).stdout).toMatch(/^engine: wasm/);
    expect(await fragility('run CONFIG --out OUT --engine steam')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--set engine=steam'),
    });
  });

  it('answers 1 when a model cannot be measured on an example and says so', async () => {
    const { code, stdout, stderr } = await fragility('run CONFIG --out OUT --set models.small.fault=nan');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: model 'small', seed 0: 1 of 6 examples are not measured, cloud-0 first: .*model 'small' returned NaN/,
    );
    expect(stdout).toContain('report: ');
  });

  it.each(['one-class', 'throw', 'load', 'file'])('answers 2 when the data is bad: %s', async (fault) => {
    const { code, stdout, stderr } = await fragility(`run CONFIG --out OUT --set dataset.fault=${fault}`);
    expect(code).toBe(2);
    expect(stderr).toContain('[1/1] small, seed 0: FAILED (');
    expect(stderr).toMatch(/\n1 of 1 trials failed; see .*manifest\.json, and run again/);
    expect(stdout).toContain('report: ');
  });

  it('answers 0 when an example of the data is bad, and warns of it', async () => {
    const { code, stdout, stderr } = await fragility('run CONFIG --out OUT --set dataset.fault=nan');
    expect(code).toBe(0);
    expect(stdout + stderr).toContain('warning: [dataset/two-clouds] example cloud-0 is skipped, 1 so far');
  });

  it.each(['summary', 'figure'])('answers 1 when a %s cannot be made, and keeps the rest', async (fault) => {
    const text = `${CLOUDS}analyses: [{ use: norms, fault: ${fault} }]\n`;
    const { code, stderr, out } = await fragility('run CONFIG --out OUT', { text });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: \[[a-z/]+\] .*; correct /);
    expect(readFileSync(join(out, 'tables/norms.csv'), 'utf8')).toContain('cloud-0');
  });

  it('answers 1 when stopped, and writes what is done', async () => {
    const { code, stderr, out } = await fragility('run CONFIG --out OUT', { signal: AbortSignal.abort() });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('stopped early') });
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toMatchObject({ status: 'aborted' });
  });
});

describe('bad input', () => {
  it.each([
    [
      'run CONFIG --set dataset.dimensoin=3',
      /^error: \[runner\/config\] --set dataset\.dimensoin=3 unknown key 'dimensoin' \(did you mean 'dimension'\?\)/,
    ],
    ['run CONFIG --out CONFIG', /^error: .*cannot be written to.*choose another with --out/],
    ['run CONFIG.not', /^error: \[runner\/config\] '.*' does not exist, expected a config file; check the path/],
    ['run', /^error: \[cli\] missing required argument 'config'; see fragility --help\n$/],
    [
      'run CONFIG --fersh',
      /^error: \[cli\] unknown option '--fersh' \(Did you mean --fresh\?\); see fragility --help\n$/,
    ],
    ['rnu CONFIG', /^error: \[cli\] unknown command 'rnu' \(Did you mean run\?\); see fragility --help\n$/],
    ['run CONFIG --out=', /^error: \[runner\/run\] the results folder has no name/],
    ['run CONFIG too many', /^error: \[cli\] too many arguments for 'run'.* but got 3; see/],
    ['plan CONFIG --set x', /is not path=value/],
  ])('answers 2 to %s', async (args, expected) => {
    const { code, stderr } = await fragility(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('names the place in the file, one line per mistake', async () => {
    const { code, stderr, config } = await fragility('plan CONFIG', {
      text: CLOUDS.replace('affine', 'afine').replace('slide }', 'slide, norm: l1 }'),
    });
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining(`error: [runner/config] ${config}:4:25 no model is named 'afine'`),
      expect.stringContaining(`${config}:5:39 attack 'slide'`),
    ]);
  });

  it('prints stacks when asked', async () => {
    expect((await fragility('plan CONFIG.not --debug')).stderr).toMatch(/\n\s+at /);
    const failing = 'run CONFIG --out OUT --set models.small.fault=throw';
    const { stderr } = await fragility(`${failing} --debug`);
    expect(stderr).toMatch(/\ncaused by: Error: training diverged\n\s+at .*parts\.ts:\d+:\d+/);
    expect((await fragility(failing)).stderr).not.toMatch(/\n\s+at /);
  });
});

describe('listing', () => {
  it('plans: the resolved config, then the trials', async () => {
    const { code, stdout } = await fragility('plan CONFIG --set sweep.dataset.dimension=[2,3]');
    expect(code).toBe(0);
    expect(stdout).toMatch(/dataset:\n {2}use: two-clouds\n {2}dimension: 2\n {2}points: 6/);
    expect(stdout).toMatch(/# 2 trials\n# [0-9a-f]{16} {2}small, seed 0, dataset\.dimension 2\n/);
  });

  it('lists plugins with every parameter', async () => {
    const { code, stdout } = await fragility('plugins CONFIG');
    expect(code).toBe(0);
    expect(stdout).toContain(
      '  dataset two-clouds: Two Gaussian clouds around ±1\n    dimension: integer, required  coordinates\n    points: integer = 6  examples\n',
    );
    expect(stdout).toContain('fault: none | create | slow | throw | nan | warn = "none"');
    expect(stdout).toContain('fit: { steps: integer }');
  });

  it('prints the JSON Schema, with parameters where a config is given', async () => {
    const bare = JSON.parse((await fragility('schema')).stdout);
    expect(bare.required).toEqual(['name', 'plugins', 'dataset', 'models']);
    expect(bare.additionalProperties).toBe(false);
    const full = JSON.parse((await fragility('schema CONFIG')).stdout);
    expect(full.properties.dataset.oneOf[0]).toMatchObject({
      properties: { use: { enum: ['two-clouds', `${PLUGIN}/two-clouds`] }, dimension: { type: 'integer' } },
      required: ['use', 'dimension'],
    });
    expect(full.properties.attacks.additionalProperties.oneOf[0].properties).toHaveProperty('budgets');
  });

  it('prints help and version', async () => {
    expect(await fragility('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('run [options] <config>'),
    });
    expect(await fragility('--version')).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
    expect(await fragility('')).toMatchObject({ code: 2 });
  });
});
