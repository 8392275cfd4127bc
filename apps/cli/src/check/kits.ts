import type { AnyAnalysis } from '@fragility/analysis';
import { analysisChecks } from '@fragility/analysis/conformance';
import type { AnyAttack } from '@fragility/attack';
import { attackChecks } from '@fragility/attack/conformance';
import type { AnyDataset } from '@fragility/dataset';
import { datasetChecks } from '@fragility/dataset/conformance';
import { buildModel, offerOf, type AnyModel, type Capability } from '@fragility/model';
import { modelChecks, type ModelProblem } from '@fragility/model/conformance';
import type { Check, Definition } from '@fragility/plugin';
import { exampleProblem } from './example.js';
import { exampleParts } from './given.js';
import type { CheckProblem } from './problems.js';

/** What a model offers once it is built; gradients where it cannot be built, which the checks report. */
async function offeredBy(definition: AnyModel, { params, dataset, context }: ModelProblem): Promise<Capability> {
  try {
    const model = await buildModel(definition, params, { seed: 1, engine: 'auto', ...context, dataset });
    const { offers } = offerOf(model);
    await model.dispose?.();
    return offers === 'decisions' ? 'logits' : offers;
  } catch {
    return 'gradients';
  }
}

async function modelKit(definition: AnyModel, given: CheckProblem): Promise<Check[]> {
  const problem = { ...given, params: given.params ?? {}, dataset: given.dataset ?? exampleProblem().dataset };
  return modelChecks(definition, { ...problem, offers: given.offers ?? (await offeredBy(definition, problem)) });
}

/** The checks of a definition's kind, on the problem that is given or on the example problem. */
export async function kitOf(definition: Definition, given: CheckProblem = {}): Promise<readonly Check[]> {
  const { params = {} } = given;
  switch (definition.kind) {
    case 'attack':
      return attackChecks(definition as AnyAttack, given);
    case 'dataset':
      return datasetChecks(definition as AnyDataset, params, given);
    case 'model':
      return modelKit(definition as AnyModel, given);
    case 'analysis':
      return analysisChecks(definition as AnyAnalysis, { params, given: given.given ?? (await exampleParts()) });
  }
}
