/** A member as it is read from its object: functions stay bound to it, and getters run on it. */
function read(of: object, key: PropertyKey): unknown {
  const value = of[key as keyof object] as unknown;
  return typeof value === 'function' ? (value.bind(of) as unknown) : value;
}

/**
 * The same object with some members others. All else that it has is read from it when it is asked for: what an instance of a class inherits, its
 * getters and private state included, which a spread would lose.
 *
 * @example
 * class Point { get x() { return 1; } y = 2; }
 * const { x, y } = withMembers(new Point(), { y: 3 }); // 1 and 3
 */
export function withMembers<T extends object>(of: T, members: Partial<T>): T {
  const view = { ...members };
  for (let at: object = of; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object)
    for (const key of Reflect.ownKeys(at))
      if (!(key in view)) Object.defineProperty(view, key, { enumerable: true, get: () => read(of, key) });
  return view as T;
}
