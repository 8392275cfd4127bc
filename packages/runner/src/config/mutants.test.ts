import { writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { isFragilityError } from '@fragility/plugin';
import { parse } from 'yaml';
import { planExperiment } from '../plan/plan.js';
import { EXPERIMENT, written } from '../testing/experiments.js';
import { mutant } from '../testing/mutants.js';

it('is planned or refused as bad input, whatever it says', async () => {
  const file = written();
  const outcomes = { planned: 0, refused: 0 };
  for (let k = 0; k < 300; k++) {
    const { text, set } = mutant(parse(EXPERIMENT), k);
    writeFileSync(file, text);
    try {
      await planExperiment(file, { set });
      outcomes.planned++;
    } catch (error) {
      if (!isFragilityError(error) || error.kind !== 'input')
        throw new Error(`mutant ${k}: ${String(error)}\n${text}`, { cause: error });
      outcomes.refused++;
    }
  }
  expect(outcomes.planned).toBeGreaterThan(20);
  expect(outcomes.refused).toBeGreaterThan(100);
});
