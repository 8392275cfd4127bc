import { describe, expect, it } from '@jest/globals';
import { asDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../graph/builder.js';
import type { Attribute } from '../graph/graph.js';
import { writeModel } from '../onnx/model.js';
import { weights } from '../testing/gradient.js';
import { data } from '../testing/networks.js';
import { onnxClassifier } from './classifier.js';

const STRANGE = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '\ud800', 'n'.repeat(1_000_000)];

/** x ↦ bent(x) W, its node in the middle as given. */
function file(op: string, name: string, attributes: Readonly<Record<string, Attribute>> = {}): Uint8Array {
  const b = new GraphBuilder('names');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
  b.append({ name, op, inputs: [x], outputs: ['bent'], attributes });
  b.output({ name: b.node('MatMul', ['bent', b.constant(weights([4, 3], 'float32', 1))]), type: 'float32', shape: [] });
  return writeModel(b.build(), { [name]: name });
}

describe('names that no exporter gives', () => {
  it.each(STRANGE)('operator %.20s is refused by node', async (op) => {
    const refused = expect.objectContaining({
      kind: 'input',
      code: expect.stringMatching(/^engine\/(operator|shape|onnx)$/),
    });
    await expect(onnxClassifier(file(op, 'odd'))).rejects.toEqual(refused);
    await expect(onnxClassifier(file(`own.${op}`, 'odd'))).rejects.toEqual(refused);
  });

  it.each(['', ...STRANGE.filter((name) => name !== '\ud800')])('node and metadata %.20s are names', async (name) => {
    const model = asDifferentiable(await onnxClassifier(file('Tanh', name)));
    const { backward } = await model.vjp(data(2, 4));
    expect((await backward(data(2, 3))).data).toHaveLength(8);
    await model.dispose?.();
  });

  it.each(['__proto__', 'constructor'])('attribute %s is refused or left alone', async (name) => {
    const attributes = Object.fromEntries([[name, 1]]);
    const found = await onnxClassifier(file('Tanh', 'odd', attributes)).catch((error: unknown) => error);
    expect(found).toEqual(expect.objectContaining(found instanceof Error ? { kind: 'input' } : { classes: 3 }));
  });
});
