import { FragilityError } from '@fragility/numerics';

interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/**
 * A built-in module of Node, asked of the process: no specifier is left in the code for a bundler to resolve, so that packages whose
 * files are an option build for browsers without settings.
 *
 * @throws FragilityError `plugin/node` where there is no such module: in browsers.
 * @example nodeModule<typeof import('node:path')>('node:path').basename('models/a.onnx'); // 'a.onnx'
 * @see https://nodejs.org/api/process.html#processgetbuiltinmoduleid
 */
export function nodeModule<Module>(name: `node:${string}`): Module {
  const found = (globalThis as Host).process?.getBuiltinModule?.(name);
  if (found !== undefined) return found as Module;
  throw new FragilityError(
    {
      given: `${name} was needed and this is not Node ≥ 20.19`,
      expected: 'Node or bytes instead of files',
      remedy: 'pass what was read as bytes, or run in Node',
    },
    { where: 'plugin/node', code: 'plugin/node', kind: 'input' },
  );
}
