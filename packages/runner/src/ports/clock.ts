/** What time it is. */
export interface Clock {
  /** Date and time. */
  now(): Date;
  /** Milliseconds since a fixed moment; never goes back. */
  elapsed(): number;
}
