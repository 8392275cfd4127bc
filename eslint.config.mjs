import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { messagesAreForPeople } from './tools/lint/messages.mjs';
import tseslint from 'typescript-eslint';

const floors = [0, 1, 2, 3, 4, 5];

/** A floor may import the floors below it; contracts (1), the engine's floor (2), the runner's (4) and apps (5) also their own; packs (3) never each other. */
const constraints = floors.map((floor) => ({
  sourceTag: `floor:${floor}`,
  onlyDependOnLibsWithTags: floors
    .filter((other) => other < floor || (other === floor && [1, 2, 4, 5].includes(floor)))
    .map((other) => `floor:${other}`),
}));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/out/**', '**/.nx/**', '**/coverage/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts', '**/*.mjs'],
    ignores: ['**/*.config.mjs'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          depConstraints: constraints,
          allow: [],
          // Its entry point `runtime` is light: only the rest is loaded when it is needed.
          checkDynamicDependenciesExceptions: ['@fragility/engine'],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'inversify', message: 'Only the runner’s composition root may import inversify.' }] },
      ],
    },
  },
  {
    // Paths start at the package that is linted, whose own file says what it is excepted from.
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    plugins: { fragility: { rules: { 'messages-are-for-people': messagesAreForPeople } } },
    rules: { 'fragility/messages-are-for-people': 'error' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', performance: 'readonly', URL: 'readonly' },
    },
  },
);
