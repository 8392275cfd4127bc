import {
  crossEntropy,
  differenceOfLogitsRatio,
  FragilityError,
  marginLoss,
  probabilityMargin,
  type Criterion,
  type Loss,
} from '@fragility/numerics';

/** Names of the losses that an attack can ascend, and of those that need two classes only. */
export const LOSS_NAMES = ['cross-entropy', 'margin', 'dlr', 'probability-margin'] as const;
export const SIMPLE_LOSS_NAMES = ['cross-entropy', 'margin'] as const;

export type LossName = (typeof LOSS_NAMES)[number];

const LOSSES: ReadonlyMap<string, (criterion: Criterion) => Loss> = /* @__PURE__ */ new Map([
  ['cross-entropy', crossEntropy],
  ['margin', marginLoss],
  ['dlr', differenceOfLogitsRatio],
  ['probability-margin', probabilityMargin],
]);

/**
 * The loss of that name, to ascend.
 *
 * @throws FragilityError `attack/loss` for other names.
 * @example lossNamed('margin', { label: 0 })(Float64Array.of(1, 3)).value; // 2
 */
export function lossNamed(name: LossName, criterion: Criterion): Loss {
  const loss = LOSSES.get(name);
  if (loss) return loss(criterion);
  throw new FragilityError(
    { given: `loss '${name as string}' given`, expected: LOSS_NAMES.join(' | '), remedy: 'choose one of these' },
    { where: 'attack/parts', code: 'attack/loss', kind: 'input' },
  );
}
