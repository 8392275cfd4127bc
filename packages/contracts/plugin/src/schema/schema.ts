import { FragilityError } from '@fragility/numerics';

/** One thing that a schema does not allow, in the words of its library. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

type Result<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

/**
 * What checks parameters: an object schema of zod, valibot or any other library that follows Standard Schema.
 *
 * Source: https://standardschema.dev, version 1.
 */
export interface Schema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Result<Output> | Promise<Result<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
    readonly jsonSchema?: { readonly input: (options: JsonSchemaOptions) => Record<string, unknown> } | undefined;
  };
}

/** What a library is asked for: the dialect, and what to do with what JSON Schema cannot say. */
export interface JsonSchemaOptions {
  readonly target: 'draft-2020-12';
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/** The checked parameters that a schema gives, every default filled. */
export type OutputOf<S extends Schema> = NonNullable<S['~standard']['types']>['output'];

/** Whether a value follows Standard Schema. */
export const isSchema = (value: unknown): value is Schema =>
  typeof (value as Partial<Schema> | null | undefined)?.['~standard']?.validate === 'function';

/**
 * What a schema makes of a value.
 *
 * @throws FragilityError `plugin/definition` for schemas that are asynchronous: parameters are checked before work starts.
 * @example validate(strictObject({ steps: integer('steps') }), { steps: 10 }).issues; // undefined
 */
export function validate<S extends Schema>(schema: S, value: unknown): Result<OutputOf<S>> {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise)
    throw new FragilityError(
      { given: 'params are checked asynchronously', expected: 'at once', remedy: 'leave out what awaits' },
      { where: 'plugin/params', code: 'plugin/definition', kind: 'input' },
    );
  return result as Result<OutputOf<S>>;
}
