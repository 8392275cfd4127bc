import { readSource } from '@fragility/model-onnx';
import type { EngineChoice } from '@fragility/model';
import { FragilityError } from '@fragility/plugin';
import { verify, witnessText, type Verification } from '@fragility/verification';
import { readPropertyFile } from '@fragility/verification/files';
import type { Io } from '../terminal/io.js';

export interface VerifyFlags {
  readonly timeout?: number;
  readonly engine?: string;
  readonly json?: boolean;
}

const ENGINES = ['auto', 'native', 'wasm'];

function engineOf(engine: string): EngineChoice {
  if (ENGINES.includes(engine)) return engine as EngineChoice;
  throw new FragilityError(
    { given: `engine is '${engine}'`, expected: ENGINES.join(', '), remedy: 'correct it' },
    { where: 'cli', code: 'cli/engine', kind: 'input' },
  );
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** What is said beside a verdict that leaves something open. */
function remark({ verdict, proven, boxes, reason }: Verification): string | undefined {
  if (verdict === 'sat' || verdict === 'unsat') return undefined;
  if (reason !== undefined) return `no bounds: ${reason}`;
  return `${percent(proven)} of the inputs are proven to be safe, in ${boxes} boxes`;
}

/**
 * `fragility verify`: whether a model can do what a property in VNN-LIB describes.
 *
 * @returns 0 where there is a verdict, 3 where it stays open
 */
export async function verifyCommand(
  model: string,
  property: string,
  { timeout = 60, engine = 'auto', json }: VerifyFlags,
  { stdout, stderr, signal }: Io,
): Promise<number> {
  const chosen = engineOf(engine);
  const read = await readPropertyFile(property);
  const source = await readSource({ path: model, ...(signal ? { signal } : {}) });
  const answer = await verify(source, read, { timeout, engine: chosen, ...(signal ? { signal } : {}) });
  const { verdict, witness } = answer;
  if (json) {
    const told = witness ? { input: [...witness.input], output: [...witness.output] } : null;
    stdout.write(`${JSON.stringify({ ...answer, witness: told })}\n`);
  } else stdout.write(`${verdict}\n${witness ? `${witnessText(witness)}\n` : ''}`);
  const said = remark(answer);
  if (said !== undefined) stderr.write(`${verdict}: ${said}\n`);
  return verdict === 'sat' || verdict === 'unsat' ? 0 : 3;
}
