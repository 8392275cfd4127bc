import { hasFeatures, isDense, isDifferentiable, type Capability, type Classifier } from './classifier.js';

/** What a model offers, as far as it tells before it is built. */
export interface Offer {
  /** The most that it offers; `decisions` where logits say which class is chosen and nothing else. */
  readonly offers: 'decisions' | Capability;
  /** Whether its features can be read, see {@link Head}. */
  readonly features?: true;
  /** Why it is not more, where it might have been. */
  readonly why?: string;
  /** What makes it more, if anything does. */
  readonly remedy?: string;
}

const ORDER: readonly Offer['offers'][] = ['decisions', 'logits', 'gradients', 'dense'];

/**
 * Whether what is offered covers what is needed.
 *
 * @example covers({ offers: 'gradients' }, 'logits'); // true
 */
export const covers = ({ offers }: Offer, needs: Capability): boolean => ORDER.indexOf(offers) >= ORDER.indexOf(needs);

/**
 * What a classifier offers, and why not more.
 *
 * @example offerOf(referenceClassifier(layers)).offers; // 'dense'
 */
export function offerOf(model: Classifier): Offer {
  if (model.decisionOnly) return { offers: 'decisions' };
  const offers = isDense(model) ? 'dense' : isDifferentiable(model) ? 'gradients' : 'logits';
  const { reason: why, remedy } = model.gradientStop ?? {};
  return {
    offers,
    ...(hasFeatures(model) ? { features: true } : {}),
    ...(why === undefined ? {} : { why }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/**
 * What a classifier that is built for this alone offers; it is disposed of.
 *
 * @example (await peekAt(buildModel(linear, {}, context))).offers; // 'dense'
 */
export async function peekAt(built: Promise<Classifier>): Promise<Offer> {
  const model = await built;
  try {
    return offerOf(model);
  } finally {
    await model.dispose?.();
  }
}
