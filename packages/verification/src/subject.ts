import { boundNetworkOf, onnxClassifier, outputsAt, type BoundNetwork } from '@fragility/engine';
import type { Classifier, EngineChoice } from '@fragility/model';
import { FragilityError, isFragilityError } from '@fragility/numerics';
import { openOriginal, type Original } from './original/open.js';
import type { Case, Property } from './property/property.js';

/** The bytes of an ONNX file, and of those beside it that its weights lie in. */
export interface ModelBytes {
  readonly bytes: Uint8Array;
  readonly externalData?: ReadonlyMap<string, Uint8Array>;
}

/** A model in the three ways that verification needs it. */
export interface Subject {
  /** As the file is: it confirms. */
  readonly original: Original;
  /** With gradients where there are any: attacks ask it. */
  readonly model: Classifier;
  /** As bounds see it; undefined where they do not pass an operator, for a reason. */
  readonly network: BoundNetwork | undefined;
  readonly reason: string | undefined;
  /** The case with its outputs numbered as the model's logits are. */
  renumbered(problem: Case): Case;
  release(): Promise<void>;
}

function refuse(given: string, expected: string, remedy: string, code: string): never {
  throw new FragilityError(
    { given, expected, remedy },
    { where: 'verification/verify', code: `verification/${code}`, kind: 'input' },
  );
}

/** Refuses a property of another network. */
function checkSizes({ inputs, outputs }: Property, original: Original): void {
  const check = (what: string, declared: number, own: number): void => {
    if (declared !== own)
      refuse(
        `the property declares ${declared} ${what}s`,
        `the ${own} of the model`,
        'give the two that belong together',
        'sizes',
      );
  };
  check('input', inputs, original.inputs);
  check('output', outputs, original.outputs);
}

/** The network as bounds see it, or why they do not. */
function networkOf(model: Classifier): Pick<Subject, 'network' | 'reason'> {
  try {
    return { network: boundNetworkOf(model), reason: undefined };
  } catch (error) {
    if (isFragilityError(error) && error.kind === 'input') return { network: undefined, reason: error.sentence };
    throw error;
  }
}

/** Refuses to go on where what attacks or bounds see is not what the file computes. */
async function checkSame(
  { original, model, network }: Omit<Subject, 'renumbered' | 'release' | 'reason'>,
  { lower, upper }: Case,
  shift: number,
): Promise<void> {
  for (const share of [0.5, 0.1, 0.9]) {
    const x = lower.map((low, k) => Math.fround(low + (k % 2 ? share : 1 - share) * (upper[k]! - low)));
    const y = await original.run(x);
    const { data } = await model.logits({ data: x, shape: [1, ...model.inputShape] });
    const scale = y.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-3);
    for (const seen of network ? [data, outputsAt(network, x)] : [data])
      if (seen.length !== y.length + shift || y.some((v, j) => !(Math.abs(v - seen[j + shift]!) <= 1e-3 * scale)))
        refuse(
          'the model gives other numbers once it is taken apart',
          'those of the file',
          'report it with the file',
          'model',
        );
  }
}

/**
 * Opens a model for a property.
 *
 * @throws FragilityError `verification/sizes`, `verification/model`, those of `onnxClassifier`.
 */
export async function openSubject(
  file: ModelBytes,
  property: Property,
  { engine, threads }: { readonly engine: EngineChoice; readonly threads: number },
): Promise<Subject> {
  const original = await openOriginal(file.bytes, { ...file, engine, threads });
  const opened: { dispose?(): Promise<void> }[] = [{ dispose: original.release }];
  const release = async (): Promise<void> => {
    await Promise.all(opened.map((each) => each.dispose?.()));
  };
  try {
    checkSizes(property, original);
    const model = await onnxClassifier(file.bytes, { ...file, cutSoftmax: false, engine, threads });
    opened.push(model);
    const shift = model.classes - original.outputs;
    const { network, reason } = networkOf(model);
    await checkSame({ original, model, network }, property.cases[0]!, shift);
    const renumbered = (problem: Case): Case => ({
      ...problem,
      unsafe: problem.unsafe.map((list) =>
        list.map((each) => ({ ...each, terms: each.terms.map(([j, c]) => [j + shift, c] as const) })),
      ),
    });
    return { original, model, network, reason, renumbered, release };
  } catch (error) {
    await release();
    throw error;
  }
}
