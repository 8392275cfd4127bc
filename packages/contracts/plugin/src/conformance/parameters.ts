import { expectThat } from '../check.js';
import type { Definition } from '../definition.js';
import { check } from '../schema/problems.js';
import { inputSchema, objectsIn } from './schema.js';

/** One property of a definition's parameters; throws where it does not hold. */
export type ParameterCheck = (definition: Definition) => void;

/** An unknown key is an error that names it, in nested objects too. */
export const areStrict: ParameterCheck = ({ params }) => {
  const given = { 'no-such-parameter': 1 };
  const problems = check(params, given).problems ?? [];
  expectThat(
    problems.some(({ kind, path }) => kind === 'unknown-key' && path.at(-1) === 'no-such-parameter'),
    () =>
      `an unknown parameter gives ${problems.map(({ message }) => message).join('; ') || 'nothing'}; expected an error that names it: use a strict object`,
  );
  const loose = objectsIn(inputSchema({ params })).find(({ schema }) => schema.additionalProperties !== false);
  expectThat(loose === undefined, () => `'${loose!.path}' accepts keys it does not know; use a strict object`);
};

/** Every parameter says what it is; a literal says it itself. */
export const areDescribed: ParameterCheck = (definition) => {
  for (const { path, schema } of objectsIn(inputSchema(definition))) {
    const silent = Object.entries(schema.properties!).find(
      ([, { description, ...rest }]) => !description?.trim() && !('const' in rest),
    );
    expectThat(
      silent === undefined,
      () => `'${[path, silent![0]].filter(Boolean).join('.')}' has no description; give it one`,
    );
  }
};

/** No parameters give the defaults, or an error at those that are required; the defaults are themselves allowed. */
export const haveValidDefaults: ParameterCheck = ({ params }) => {
  const empty = check(params, {});
  if (empty.problems) {
    const { required = [] } = inputSchema({ params });
    const odd = empty.problems.find(({ path }) => !required.includes(String(path[0])));
    expectThat(
      odd === undefined,
      () => `no parameters are refused at '${odd!.path.join('.')}', which is not a required one: ${odd!.message}`,
    );
    return;
  }
  const again = check(params, empty.value);
  const wrong = again.problems?.[0];
  expectThat(wrong === undefined, () => `the default of '${wrong!.path.join('.')}' is not allowed: ${wrong!.message}`);
  const [filled, refilled] = [JSON.stringify(empty.value), JSON.stringify(again.value)];
  expectThat(filled === refilled, () => `the filled defaults ${filled} parse to ${refilled}; make them equal`);
};

/** The parameters have a JSON Schema, for editors. */
export const haveJsonSchema: ParameterCheck = (definition) => void inputSchema(definition);
