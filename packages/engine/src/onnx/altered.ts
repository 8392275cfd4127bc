/** A message of a file with some of its fields changed; the message itself is left as it is. */
export const altered = <T extends object>(message: T, changes: Partial<T>): T =>
  Object.assign(Object.create(message) as T, changes);
