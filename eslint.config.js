import tseslint from 'typescript-eslint';

const clockAndRandom = [
  { object: 'Date', property: 'now', message: 'Time comes from the injected Clock.' },
  {
    object: 'Math',
    property: 'random',
    message: 'Randomness comes from a seeded source or node:crypto.',
  },
  { object: 'process', property: 'env', message: 'Only env.ts files read the environment.' },
];

export default tseslint.config(
  { ignores: ['node_modules', 'prisma/generated', '.data*', 'coverage'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.cjs', '*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['kernel/**/*.ts', 'gateway/**/*.ts', 'subgraphs/**/*.ts', 'cli/**/*.ts', 'prisma/*.ts'],
    ignores: ['**/env.ts', '**/clock.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': ['error', ...clockAndRandom],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes from the injected Clock.',
        },
        {
          selector: "Property[key.name='OR'] > ArrayExpression[elements.length=0]",
          message:
            'Prisma drops an empty OR inside an AND, and the query finds everything: use `{ key: { in: [] } }`.',
        },
      ],
    },
  },
  {
    files: ['cli/**/*.ts', 'scripts/**', 'test/bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['*.config.ts', '*.config.js', '*.cjs'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.js', '**/*.cjs', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
  },
);
