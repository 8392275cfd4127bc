import type { Claim, Figure, Gallery, Headline, Table } from '@fragility/analysis';

/** What the head of a report says about an experiment. */
export interface Experiment {
  readonly name: string;
  readonly description?: string;
  /** What the models ran on: `native, 2 threads`. */
  readonly engine: string;
  readonly started: Date;
  readonly seconds: number;
  /** The findings in words, most important first. */
  readonly headlines: readonly Headline[];
}

/** Where results come from, and how they are made again. */
export interface Provenance {
  /** Command that makes them again. */
  readonly command: string;
  /** What was run, a line each: `Dataset`, `mnist, train 2000`. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Paths in the folder of what says more. */
  readonly files: readonly string[];
}

/** What a page about several experiments shows of one of them. */
export interface Part {
  readonly name: string;
  /** What it asks, in a sentence or two. */
  readonly description?: string;
  /** Its own report, relative to the page. */
  readonly page: string;
  readonly headlines?: readonly Headline[];
  readonly claims: readonly Claim[];
  readonly figures: readonly Figure[];
}

/** Everything that a report shows. */
export interface Report {
  readonly experiment: Experiment;
  /** Claims and what the data say of them, at the head. */
  readonly claims?: readonly Claim[];
  /** Experiments that the page is about, each with its claims and figures, which are named apart. */
  readonly parts?: readonly Part[];
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
  /** Pictures, by paths in the folder: those that `writePicture` returned. */
  readonly galleries?: readonly Gallery[];
  readonly provenance?: Provenance;
  /** Remarks at the end of the page: what was skipped, what to keep in mind. */
  readonly notes?: readonly string[];
}

/** Files by their paths in a run folder, wherever that is. */
export interface RunFiles {
  /** How messages name the folder. */
  readonly name: string;
  /** A file's content; undefined where there is none that can be read. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes a file whole or not at all. */
  write(path: string, content: string | Uint8Array): Promise<void>;
}
