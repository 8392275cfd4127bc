/** Names that every object of JavaScript has: Vega keeps its groups by name in plain objects, and takes these for groups. */
const TAKEN: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const renamed = (name: string): string => (TAKEN.has(name) ? `${name} ` : name);

/** A specification in which series, classes and columns with such names have a space after them, which nobody sees. */
export function drawable<T>(spec: T): T {
  if (typeof spec === 'string') return renamed(spec) as T;
  if (Array.isArray(spec)) return spec.map(drawable) as T;
  if (typeof spec !== 'object' || spec === null) return spec;
  return Object.fromEntries(Object.entries(spec).map(([key, value]) => [renamed(key), drawable(value)])) as T;
}
