import { expectThat } from '../check.js';
import type { Definition } from '../definition.js';
import { problems } from '../params.js';
import { inputSchema, objectsIn } from './schema.js';

/** One property of a definition's parameters; throws where it does not hold. */
export type ParameterCheck = (definition: Definition) => void;

/** An unknown key is an error that names it, in nested objects too. */
export const areStrict: ParameterCheck = ({ params }) => {
  const given = { 'no-such-parameter': 1 };
  const { error } = params.safeParse(given);
  const found = error ? problems(params, given, error).map(({ message }) => message) : ['nothing'];
  expectThat(
    found.some((message) => message.includes('no-such-parameter')),
    () => `an unknown parameter gives ${found.join('; ')}; expected an error that names it: use z.strictObject`,
  );
  const loose = objectsIn(inputSchema({ params })).find(({ schema }) => schema.additionalProperties !== false);
  expectThat(loose === undefined, () => `'${loose!.path}' accepts keys it does not know; use z.strictObject`);
};

/** Every parameter says what it is; a literal says it itself. */
export const areDescribed: ParameterCheck = (definition) => {
  for (const { path, schema } of objectsIn(inputSchema(definition))) {
    const silent = Object.entries(schema.properties!).find(
      ([, { description, ...rest }]) => !description?.trim() && !('const' in rest),
    );
    expectThat(
      silent === undefined,
      () => `'${[path, silent![0]].filter(Boolean).join('.')}' has no description; add .describe('…')`,
    );
  }
};

/** No parameters give the defaults, or an error at those that are required; the defaults are themselves allowed. */
export const haveValidDefaults: ParameterCheck = ({ params }) => {
  const empty = params.safeParse({});
  if (!empty.success) {
    const { required = [] } = inputSchema({ params });
    const odd = problems(params, {}, empty.error).find(({ path }) => !required.includes(String(path[0])));
    expectThat(
      odd === undefined,
      () => `no parameters are refused at '${odd!.path.join('.')}', which is not a required one: ${odd!.message}`,
    );
    return;
  }
  const again = params.safeParse(empty.data);
  const [wrong] = again.success ? [] : problems(params, empty.data, again.error);
  expectThat(again.success, () => `the default of '${wrong!.path.join('.')}' is not allowed: ${wrong!.message}`);
  expectThat(
    JSON.stringify(again.data) === JSON.stringify(empty.data),
    () => `the filled defaults ${JSON.stringify(empty.data)} parse to ${JSON.stringify(again.data)}; make them equal`,
  );
};

/** The parameters have a JSON Schema, for editors. */
export const haveJsonSchema: ParameterCheck = (definition) => void inputSchema(definition);
