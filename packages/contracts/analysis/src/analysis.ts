import { UNMEASURED, type AttackRecord, type Goal } from '@fragility/attack';
import type { Dataset, Examples } from '@fragility/dataset';
import type {
  Checkpoint,
  Classifier,
  DenseClassifier,
  DifferentiableClassifier,
  FeatureClassifier,
} from '@fragility/model';
import type { Norm, Random } from '@fragility/numerics';
import { type Definition, type OutputOf, type Schema } from '@fragility/plugin';
import type { Cell, PlainCell, TableRow } from './cell.js';
import type { Claim } from './claim.js';
import type { Measured, Reference } from './measured.js';
import type { Picture } from './picture.js';

/** What an analysis asks for; decides what `run` receives and which trials must be trained or attacked. */
export type Need = 'data' | 'model' | 'gradients' | 'dense' | 'features' | 'attacks' | 'checkpoints';

/** What an attack of the config was asked for. */
export interface AttackAsked {
  /** The attack's name in the config. */
  readonly name: string;
  readonly norm: Norm;
  /** Ascending; null for a smallest-norm attack without limit. */
  readonly budgets: readonly number[] | null;
  /** Whether success is one given class, and not any other than the label. */
  readonly targeted: boolean;
}

/** An attack of the experiment, ready to run on the trial's model; its records on the evaluated examples come for free. */
export interface AttackHandle extends AttackAsked {
  readonly goal: Goal;
  /** Records on the evaluated examples, one per example and budget, without the points found: those of an example together, in the same order for every attack. */
  records(): AsyncIterable<Omit<AttackRecord, 'candidate'>>;
  /** Attacks other examples, or the same ones otherwise. */
  attack(examples: Examples | AsyncIterable<Examples>, options?: AttackedAs): AsyncIterable<AttackRecord>;
}

export interface AttackedAs {
  /** Target class of each example. */
  readonly targets?: ArrayLike<number>;
  /** The model decides between these classes only: with [i, j] what is sought is g_ij < 0, whatever the other classes say. */
  readonly classes?: readonly number[];
}

export interface GivenBy {
  data: { readonly dataset: Dataset; readonly examples: Examples };
  model: { readonly model: Classifier };
  gradients: { readonly model: DifferentiableClassifier };
  dense: { readonly model: DenseClassifier };
  features: { readonly model: FeatureClassifier };
  attacks: { readonly attacks: readonly AttackHandle[] };
  checkpoints: { readonly checkpoints: AsyncIterable<Checkpoint> };
}

type Intersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;

/** What `run` receives: the parts asked for, a random stream and the abort signal; it may say how far it is, 0…1. */
export type Given<N extends Need = Need> = Intersection<GivenBy[N]> & {
  readonly random: Random;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number) => void;
};

/** A column of the table that an analysis yields. */
export interface Column {
  readonly type: 'number' | 'integer' | 'string' | 'boolean' | 'picture';
  readonly unit?: string;
  readonly description: string;
  /** Whether it differs from run to run, as seconds do: two runs with one seed agree in all others. */
  readonly varies?: true;
}

/** A row as an analysis yields it. The run folder keeps a picture as a PNG, and the row that is kept says which. */
export type YieldedRow = Readonly<Record<string, PlainCell | Picture>>;

/** One row of a finished sweep: what the analysis yielded, plus `trial`, `model`, `seed` and every swept path (such as `dataset.dimension`). */
export type SweptRow = TableRow & { readonly trial: string; readonly model: string; readonly seed: number };

/** A record as a sweep keeps it: without the point found, and null for a distance that is not finite. */
export interface FoundRecord extends Omit<AttackRecord, 'candidate' | 'distance' | 'attack'> {
  /** Name of the attack in the config. */
  readonly attack: string;
  readonly distance: number | null;
}

/**
 * Whether a record is of an example that could be measured: the input is whole, and the model has logits there.
 *
 * @example isMeasured({ outcome: 'failed', code: 'model/nan' }); // false
 */
export const isMeasured = ({ outcome, code = '' }: Pick<FoundRecord, 'outcome' | 'code'>): boolean =>
  outcome !== 'failed' || !UNMEASURED.has(code);

/** What the attacks of a finished trial found on the evaluated examples. */
export interface SweptTrial {
  readonly trial: string;
  readonly model: string;
  readonly seed: number;
  /** Swept values by dotted path. */
  readonly swept: Readonly<Record<string, Cell>>;
  /** Whether the model's outputs look like probabilities, which mislead attacks. */
  readonly probabilities: boolean;
  /** In the order of the config. */
  readonly attacks: readonly SweptAttack[];
}

/** What an attack found in a trial: there may be more than memory holds. */
export interface SweptAttack extends AttackAsked {
  /** One record per example and budget, those of an example together, the examples in the same order for every attack. */
  records(): AsyncIterable<FoundRecord>;
}

/** A named table made from all rows of a sweep. */
export interface Table {
  readonly name: string;
  readonly title?: string;
  /** What columns are called on the page, in which unit they are and what they hold, where their names do not say. Those of the analysis' own columns are known. */
  readonly columns?: Readonly<
    Record<string, { readonly label?: string; readonly unit?: string; readonly description?: string }>
  >;
  readonly rows: readonly TableRow[];
}

/** A named figure: a Vega-Lite specification with its data inline, and one sentence that says what is seen. */
export interface Figure {
  readonly name: string;
  readonly caption: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Pictures side by side, and one sentence that says what they show. */
export interface Exhibit {
  readonly caption: string;
  /** `path` is that of a {@link StoredPicture}. */
  readonly pictures: readonly { readonly label: string; readonly path: string }[];
}

/** Exhibits below one another. */
export interface Gallery {
  readonly name: string;
  readonly title: string;
  readonly exhibits: readonly Exhibit[];
}

/** A figure in words: `Kolmogorov–Smirnov p = 0.42 at d = 512`. */
export interface Headline {
  readonly label: string;
  readonly value: string;
  /** Why the value is not to be trusted, shown next to it: a word for programs, a sentence for people. */
  readonly warnings?: readonly { readonly code: string; readonly sentence: string }[];
}

/** Numbers by name, for programs that compare runs: `trained/slope`. A name has letters, digits, spaces and `_-./:`. */
export type Metrics = Readonly<Record<string, number>>;

export interface Summary {
  readonly tables?: readonly Table[];
  readonly figures?: readonly Figure[];
  readonly headlines?: readonly Headline[];
  /** Claims that the data decide, or leave undecided. */
  readonly claims?: readonly Claim[];
  readonly galleries?: readonly Gallery[];
  /** What the findings come to, as numbers that are finite. */
  readonly metrics?: Metrics;
  /** What speaks against the findings and stands next to none of the headlines. */
  readonly warnings?: readonly string[];
}

export interface AnalysisDefinition<P extends Schema = Schema, N extends Need = Need> extends Definition<
  'analysis',
  P
> {
  readonly needs: readonly N[];
  /** Which attacks it can use, where not all of them: an experiment without any is refused before work starts. */
  readonly uses?: { readonly norm?: Norm; readonly goal?: Goal };
  readonly columns: Readonly<Record<string, Column>>;
  /** About how many passes of single examples through the model it takes, by which time is foretold; left out, ten for every example. */
  passes?(params: OutputOf<P>, about: { readonly examples: number; readonly classes: number }): number;
  /** Rows of one trial, in order. */
  run(params: OutputOf<P>, given: Given<N>): AsyncIterable<YieldedRow>;
  /**
   * Tables, figures and headlines over the whole sweep; computed from what is kept only, so it can be run again.
   *
   * @param trials what attacks found in every trial, where the analysis needs attacks or reads columns
   * @param measured what the columns hold that it reads
   */
  summarise?(
    rows: readonly SweptRow[],
    params: OutputOf<P>,
    trials: readonly SweptTrial[],
    measured: Measured,
  ): Summary | Promise<Summary>;
  /** Columns of other analyses and of attacks that the parameters name. See {@link defineConclusion}. */
  reads?(params: OutputOf<P>): readonly Reference[];
  /** Swept paths that the parameters name. */
  over?(params: OutputOf<P>): readonly Reference[];
}

/** An analysis definition whose types are forgotten: for lists. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyAnalysis = AnalysisDefinition<any, any>;

/**
 * Defines an analysis; generics infer the types of params and of what `run` receives.
 *
 * @example
 * const sizes = defineAnalysis({
 *   name: 'sizes', summary: 'How many examples there are', params: z.strictObject({}), needs: ['data'],
 *   columns: { examples: { type: 'integer', description: 'number of examples' } },
 *   async *run(_params, { examples }) {
 *     yield { examples: examples.labels.length };
 *   },
 * });
 * sizes.needs; // ['data']
 */
export const defineAnalysis = /* @__NO_SIDE_EFFECTS__ */ <P extends Schema, const N extends Need>(
  definition: Omit<AnalysisDefinition<P, N>, 'kind'>,
): AnalysisDefinition<P, N> => ({ kind: 'analysis', ...definition });
