/** Rejects the pending questions of an example that has nothing left to find. */
export class Finished extends Error {}

export const FINISHED = new Finished();
