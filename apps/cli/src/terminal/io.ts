/** Where a command writes. */
export interface Output {
  write(text: string): void;
  /** Whether lines can be rewritten. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What the command needs of the process around it. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signal?: AbortSignal;
}
