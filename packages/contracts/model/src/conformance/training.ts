import { expectThat } from '@fragility/plugin';
import { isDense } from '../classifier.js';
import type { Checkpoint, ModelContext } from '../definition.js';

/** What a model told while it was built. */
export interface TrainingMonitor {
  readonly watcher: Pick<ModelContext, 'progress' | 'checkpoint'>;
  /** Checks that it told it in order: shares 0…1, steps ascending, one checkpoint at a time, of a dense model that can be used. */
  verify(): void;
}

/** Listens to a model that is being built. */
export function monitorTraining(): TrainingMonitor {
  const shares: number[] = [];
  const steps: number[] = [];
  let open = 0;
  let overlapped = false;
  let unusable = false;
  const checkpoint = async ({ step, model }: Checkpoint): Promise<void> => {
    overlapped ||= ++open > 1;
    if (steps.push(step) === 1) {
      const early = await model();
      unusable = !isDense(early);
      await early.dispose?.();
    }
    await new Promise((resolve) => setTimeout(resolve));
    open--;
  };
  return {
    watcher: { progress: (done) => void shares.push(done), checkpoint },
    verify: () => {
      const odd = shares.findIndex((done, k) => !(done >= (shares[k - 1] ?? 0) && done <= 1));
      expectThat(odd < 0, () => `progress goes ${shares.slice(0, odd + 1).join(', ')}; expected 0…1, ascending`);
      const early = steps.findIndex((step, k) => k > 0 && !(step > steps[k - 1]!));
      expectThat(
        early < 0,
        () => `checkpoints are at steps ${steps.slice(0, early + 1).join(', ')}; expected ascending`,
      );
      expectThat(!overlapped, () => 'training does not wait for a checkpoint; await context.checkpoint?.(…)');
      expectThat(!unusable, () => 'the model of a checkpoint has no layers, expected a dense classifier');
    },
  };
}
