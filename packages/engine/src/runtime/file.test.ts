import { describe, expect, it } from '@jest/globals';
import { saveOnnx } from '../dense/file.js';
import { loadRuntime } from './load.js';

const layers = [
  {
    inputs: 2,
    outputs: 2,
    weight: Float64Array.of(1, 2, 3, 4),
    bias: Float64Array.of(0.5, -0.5),
    activation: { kind: 'relu' as const },
  },
];

describe.each(['native', 'wasm'] as const)('a file in the %s runtime', (choice) => {
  it('runs as it is, and says what it takes and gives', async () => {
    const session = await (await loadRuntime(choice)).file(saveOnnx(layers));
    const [input, output] = [session.inputs[0]!, session.outputs[0]!];
    expect([input.name, input.type, input.shape[1]]).toEqual(['input', 'float32', 2]);
    const results = await session.run(new Map([[input.name, { data: Float32Array.of(1, -1), shape: [1, 2] }]]));
    expect(Array.from(results.get(output.name)!.data as Float32Array)).toEqual([0, 0]);
    await expect(
      session.run(new Map([[input.name, { data: Float32Array.of(1), shape: [1, 1] }]])),
    ).rejects.toMatchObject({ code: 'engine/runtime', kind: 'failure' });
    await session.release();
  });

  it('refuses what is none', async () => {
    await expect((await loadRuntime(choice)).file(Uint8Array.of(1, 2))).rejects.toThrow(/loading the file failed/);
  });
});
