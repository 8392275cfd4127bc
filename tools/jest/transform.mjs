import swc from '@swc/jest';

/**
 * Globals that tests and packages read in loops. A module of jest runs in a context whose global object answers through an interceptor: a `Math` costs a
 * hundred additions there, and numerical tests twice their time. As constants of each module they are asked for once.
 */
export const GLOBALS = [
  ...[
    'Array',
    'BigInt',
    'BigInt64Array',
    'DataView',
    'Error',
    'Float32Array',
    'Float64Array',
    'Infinity',
    'Int32Array',
  ],
  ...[
    'JSON',
    'Map',
    'Math',
    'NaN',
    'Number',
    'Object',
    'Reflect',
    'Set',
    'String',
    'Symbol',
    'Uint32Array',
    'Uint8Array',
  ],
  ...['WeakMap'],
];

const typescript = swc.createTransformer({
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
});

/** On the first line, so that the lines of a stack are those of the file. */
function withConstants({ code, ...rest }) {
  const used = GLOBALS.filter((name) => new RegExp(`(?<![.\\w$])${name}(?![\\w$])`).test(code));
  return { ...rest, code: used.length > 0 ? `const{${used.join()}}=globalThis;${code}` : code };
}

/** TypeScript by swc, with the globals that it reads as constants of each module. */
export default {
  ...typescript,
  getCacheKey: (...given) => `${typescript.getCacheKey(...given)}-${GLOBALS.join()}`,
  process: (...given) => withConstants(typescript.process(...given)),
  processAsync: async (...given) => withConstants(await typescript.processAsync(...given)),
};
