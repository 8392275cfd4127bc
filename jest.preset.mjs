/** Shared by every package: native ESM, TypeScript through swc, sources (not builds) of the sibling packages. */
export default {
  testTimeout: 20_000,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@fragility/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  coverageProvider: 'v8',
};
