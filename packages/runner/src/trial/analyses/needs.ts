import { hasFeatures, isDense, isDifferentiable, type Classifier } from '@fragility/model';
import { FragilityError } from '@fragility/plugin';
import type { Chosen } from '../../plan/settings.js';

/** Rejects an analysis that asks for more than the model offers. @throws FragilityError `runner/needs`. */
export function checkNeeds({ definition }: Chosen<'analysis'>, name: string, model: Classifier): void {
  const { needs } = definition;
  const missing =
    needs.includes('dense') && !isDense(model)
      ? 'layers'
      : needs.includes('gradients') && !isDifferentiable(model)
        ? 'gradients'
        : needs.includes('features') && !hasFeatures(model)
          ? 'features'
          : null;
  if (missing) {
    throw new FragilityError(
      {
        given: `analysis '${definition.name}' needs ${missing}, which model '${name}' does not offer`,
        remedy: 'use another model or leave the analysis out',
      },
      { where: 'runner/trial', code: 'runner/needs', kind: 'input' },
    );
  }
}
