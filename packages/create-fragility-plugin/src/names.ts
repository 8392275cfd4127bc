/** What a new plugin is called, in every place that needs it. */
export interface Names {
  /** Of the package: `fragility-attack-walk`, `@me/walk`. */
  readonly package: string;
  /** Of the definition: `walk`. */
  readonly definition: string;
  /** Of the variable: `walk`, `gaussianPoints`. */
  readonly variable: string;
}

const PACKAGE = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
const DEFINITION = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const PREFIX = /^(?:@[^/]+\/)?(?:fragility-)?(?:(?:attack|dataset|model|analysis)-)?/;
const WORDS = new Set(['default', 'delete', 'import', 'new', 'return', 'switch', 'this', 'void', 'with', 'yield']);

const camel = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * The names that follow from a package's name; what stands before `attack-`, `dataset-`, `model-` or `analysis-` is left out of the others.
 *
 * @throws Error for what npm does not take as a name, or what is not lower-case words joined by hyphens.
 * @example namesOf('fragility-attack-random-walk').variable; // 'randomWalk'
 */
export function namesOf(name: string): Names {
  const definition = name.replace(PREFIX, '');
  if (!PACKAGE.test(name) || !DEFINITION.test(definition) || WORDS.has(definition))
    throw new Error(`'${name}' is given as a name, expected lower-case words joined by hyphens; rename it`);
  return { package: name, definition, variable: camel(definition) };
}
