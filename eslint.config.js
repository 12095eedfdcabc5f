import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist',
      'results',
      'node_modules',
      'coverage',
      'src/engine/kernelBytes.ts',
      'src/mathematics/bytes.ts',
      'src/engine/rows.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['src/engine/assembly/**'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Numbers are what this project prints: `${count} records` is meant.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Indexing typed arrays yields number; the assertion `!` is never needed, and stays forbidden.
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // AssemblyScript; its types are tsc's to check (tsc -p src/engine/assembly): rules that ask for them would take as long
    // as for all the rest.
    files: ['src/engine/assembly/**/*.ts'],
    extends: [...tseslint.configs.strict],
    // Functions have decorators here.
    languageOptions: { parserOptions: { allowInvalidAST: true } },
    rules: {
      // TypeScript knows no decorators of functions.
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-ignore': 'allow-with-description' }],
      // A number of 64 bits is meant.
      'no-loss-of-precision': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression, ArrayExpression, ObjectExpression',
          message: 'The engine has no heap: what it keeps is a row of its own memory.',
        },
        {
          selector: "ClassDeclaration:not([decorators.0.expression.name='unmanaged'])",
          message: 'A row is @unmanaged.',
        },
        {
          selector:
            "CallExpression[callee.object.name='Math'][callee.property.name=/^(pow|log|exp|sin|cos|random)/]",
          message: 'Elementary functions come from random/mathematics.ts.',
        },
      ],
    },
  },
  {
    files: ['src/engine/assembly/*.mjs'],
    languageOptions: { globals: { URL: 'readonly' } },
  },
);
