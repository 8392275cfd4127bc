import type { Checkpoint } from '@fragility/model';

type Build = (checkpoint: (one: Checkpoint) => Promise<void>) => Promise<{ dispose?(): Promise<void> }>;

/**
 * The checkpoints of a training that is started by the first question for one and waits for every next.
 *
 * Training is deterministic, so training again shows the same checkpoints: the analysis decides whether that is done.
 */
export async function* checkpointsOf(build: Build): AsyncGenerator<Checkpoint, void, undefined> {
  let give: (next: Checkpoint | null) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  let resume: () => void = () => undefined;
  let stopped = false;
  const stop = new Error('the analysis has seen enough');
  const next = (): Promise<Checkpoint | null> =>
    new Promise((resolve, reject) => {
      give = resolve;
      fail = reject;
    });

  let waiting = next();
  const training = build(async (checkpoint) => {
    if (stopped) throw stop;
    give(checkpoint);
    await new Promise<void>((resolve) => (resume = resolve));
    if (stopped) throw stop;
  }).then(
    async (model) => {
      await model.dispose?.();
      give(null);
    },
    (error: unknown) => (stopped ? undefined : fail(error)),
  );
  try {
    for (let checkpoint = await waiting; checkpoint; checkpoint = await waiting) {
      yield checkpoint;
      waiting = next();
      resume();
    }
  } finally {
    stopped = true;
    resume();
    await training;
  }
}
