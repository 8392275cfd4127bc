import type { BoundNetwork } from '@fragility/engine';
import type { Classifier } from '@fragility/model';
import type { Random } from '@fragility/numerics';
import type { Case } from '../property/property.js';
import { hunt } from './hunt.js';
import { isFew, proofOf, type Proof } from './proof.js';

/** Rounds without a proof that can end the search, after which it is given up. */
const MOST_ROUNDS = 10;

/** Milliseconds of the proof at first, of each later share at least, and before others are let to run. */
const [FIRST, SHARE, SLICE] = [100, 500, 50];

/** How a case stands. */
export type State = 'open' | 'safe' | 'unsafe' | 'given up';

/** What the search for an answer to one case needs. */
export interface Given {
  /** The case, its outputs numbered as the model's logits are. */
  readonly problem: Case;
  readonly model: Classifier;
  /** The network to prove with, undefined where bounds do not pass one of its operators. */
  readonly network: BoundNetwork | undefined;
  readonly random: Random;
  /** Whether the file's model, run anew, is unsafe at a point; keeps it where it is. */
  confirm(x: Float64Array): Promise<boolean>;
}

/** The search for an answer to one case. */
export interface Solver {
  readonly state: State;
  /** Hunts once and works on the proof for about twice as long, or until it is over. */
  turn(isOver: () => boolean): Promise<void>;
  readonly bounded: number;
  /** Share of the box that is proven to be safe. */
  readonly proven: number;
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Attacks and proof in turns: attacks look for a witness first. */
export function solver({ problem, model, network, random, confirm }: Given): Solver {
  let state: State = 'open';
  let proof: Proof | undefined;
  let rounds = 0;

  const prove = async (until: number, isOver: () => boolean): Promise<void> => {
    proof ??= proofOf(problem, network!);
    while (state === 'open' && performance.now() < until && !isOver()) {
      const end = performance.now() + SLICE;
      const found = await proof.advance(() => performance.now() > end || isOver());
      if (found && (await confirm(found))) state = 'unsafe';
      else if (proof.open === 0) state = proof.undecided === 0 ? 'safe' : 'given up';
      await pause();
    }
  };

  return {
    get state() {
      return state;
    },
    get bounded() {
      return proof?.bounded ?? 0;
    },
    get proven() {
      return state === 'safe' ? 1 : (proof?.proven ?? 0);
    },
    turn: async (isOver) => {
      const begin = performance.now();
      const isQuick = rounds === 0 && network !== undefined && isFew(problem);
      const near = proof?.nearest(64) ?? [];
      for (const x of await hunt(model, problem, { near, isQuick, random, isOver })) {
        if (state !== 'open' || isOver()) break;
        if (await confirm(x)) state = 'unsafe';
      }
      rounds++;
      const spent = performance.now() - begin;
      if (state === 'open' && network)
        await prove(performance.now() + (isQuick ? FIRST : Math.max(SHARE, 2 * spent)), isOver);
      if (state === 'open' && !network && rounds >= MOST_ROUNDS) state = 'given up';
    },
  };
}
