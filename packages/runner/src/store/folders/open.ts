import type { ResultStore } from '../../ports/result-store.js';

/** Where a run leaves what it finds. */
interface Places {
  readonly store: ResultStore;
  readonly parts: ResultStore;
  readonly plan: { readonly experiment: { readonly name: string } };
}

/**
 * Does some work while the results and the parts of a run are open to it.
 *
 * @param beside other processes may use them at the same time
 * @throws FragilityError as `open` of {@link ResultStore}, and whatever the work throws.
 */
export async function whileOpen<T>({ plan, store, parts }: Places, work: () => Promise<T>, beside = false): Promise<T> {
  const { name } = plan.experiment;
  const close = await store.open(name, beside);
  try {
    const closeParts = await parts.open(name, beside);
    try {
      return await work();
    } finally {
      await closeParts();
    }
  } finally {
    await close();
  }
}
