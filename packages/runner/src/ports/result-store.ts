/** Bytes from `start` to before `end`; fewer where a file ends before. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a file is to hold; of a large one, a piece after the other. */
export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

/** Files by their paths in a place of results, such as `tables/attacks.csv`: a folder, memory, a bucket. */
export interface ResultStore {
  /** How messages name it: the path of the folder. */
  readonly name: string;
  /** Where it is on this machine's disk, if it is: other threads find it there. */
  readonly folder?: string;
  /**
   * Makes it ready for the results of an experiment, before any work.
   *
   * @param beside other processes may use it at the same time: then this one adds parts, and leaves what is made of them alone
   * @returns what ends the use of it
   * @throws FragilityError `runner/output` where it holds something else or cannot be written to, `runner/busy` where another run uses it.
   */
  open(experiment: string, beside?: boolean): Promise<() => Promise<void>>;
  /** A file's content, or the part of it in a range; undefined where there is none that can be read. */
  read(path: string, range?: ByteRange): Promise<Uint8Array | undefined>;
  /** Bytes of a file; 0 where there is none. */
  size(path: string): Promise<number>;
  /** Whether there is such a file. */
  has(path: string): Promise<boolean>;
  /** Paths of all files below a folder, in order; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Writes a file whole or not at all. */
  write(path: string, content: Content): Promise<void>;
  /** Adds to the end of a file; what was added outlives the process. */
  append(path: string, text: string): void;
  /**
   * Says that this thread makes a file, so that others wait for it, where that can be said.
   *
   * @returns what is called once it is made; undefined where another makes it
   */
  claim?(path: string): Promise<(() => Promise<void>) | undefined>;
  /** Removes a file, if there is one. */
  remove(path: string): Promise<void>;
}
