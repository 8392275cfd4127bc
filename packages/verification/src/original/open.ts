import { loadRuntime, type FilePort } from '@fragility/engine';
import type { EngineChoice } from '@fragility/model';
import { FragilityError, type ErrorMessage } from '@fragility/numerics';

/** The model of a file as it is, one input at a time. */
export interface Original {
  /** Number of coordinates of its input, in row-major order. */
  readonly inputs: number;
  readonly outputs: number;
  readonly precision: 'float32' | 'float64';
  /** Its outputs for x, which is rounded to its precision. */
  run(x: Float64Array): Promise<Float64Array>;
  release(): Promise<void>;
}

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'verification/model', code: 'verification/model', kind: 'input' });
};

const shown = ({ name, type, shape }: FilePort): string => `'${name}' (${type} [${shape.join(', ')}])`;

/** The one port of a model that there may be. */
function only(ports: readonly FilePort[], what: string): FilePort {
  const [port] = ports;
  if (port && ports.length === 1) return port;
  return fail({
    given: `the model has ${ports.length} ${what}s: ${ports.map(shown).join(', ')}`.slice(0, 300),
    expected: `one ${what}`,
    remedy: `export it with one`,
  });
}

/** The shape of one input: open sizes at the front are the batch. */
function shapeOf(port: FilePort): number[] {
  const shape = port.shape.map((size, k) => (k === 0 && typeof size !== 'number' ? 1 : size));
  if (shape.every((size): size is number => typeof size === 'number' && size > 0)) return shape;
  return fail({
    given: `the input ${shown(port)} has open sizes`,
    expected: 'known sizes but for the first',
    remedy: 'export it for inputs of one size',
  });
}

export interface OriginalOptions {
  /** Files beside the model's own, by the location that it gives. */
  readonly externalData?: ReadonlyMap<string, Uint8Array>;
  readonly engine?: EngineChoice;
  readonly threads?: number;
}

/**
 * Opens the model of an ONNX file as it is: onnxruntime-node where it is installed, else onnxruntime-web.
 *
 * @throws FragilityError `verification/model` for several inputs or outputs, open sizes or whole numbers; `engine/runtime` where it does not load.
 * @example (await openOriginal(await readFile('examples/models/crescents.onnx'))).inputs; // 2
 */
export async function openOriginal(bytes: Uint8Array, options: OriginalOptions = {}): Promise<Original> {
  const { externalData, engine = 'auto', threads } = options;
  const runtime = await loadRuntime(engine, threads === undefined ? {} : { threads });
  const session = await runtime.file(bytes, externalData);
  try {
    const input = only(session.inputs, 'input');
    const output = only(session.outputs, 'output');
    const shape = shapeOf(input);
    const { type } = input;
    if (type !== 'float32' && type !== 'float64')
      return fail({
        given: `the input ${shown(input)} takes ${type}`,
        expected: 'float32 or float64',
        remedy: 'export the model with floating-point inputs',
      });
    const run = async (x: Float64Array): Promise<Float64Array> => {
      const data = type === 'float32' ? Float32Array.from(x) : x;
      const { data: found } = (await session.run(new Map([[input.name, { data, shape }]]))).get(output.name)!;
      return Float64Array.from(found as Float32Array);
    };
    const inputs = shape.reduce((a, b) => a * b, 1);
    return {
      inputs,
      outputs: (await run(new Float64Array(inputs))).length,
      precision: type,
      run,
      release: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}
