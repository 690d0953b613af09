/** The rules that carry the architecture (docs/architecture.md, "Borders"). */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment: 'Rules and ports only: no driver, no framework, no Node builtin.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/(domain|shared)/', 'node_modules/(zod|ajv)/'] },
    },
    {
      name: 'supervisor-knows-no-business',
      severity: 'error',
      from: { path: '^src/supervisor/' },
      to: { path: '^src/(domain|adapters|roles|sandbox)/' },
    },
    {
      name: 'one-telegram-door',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/adapters/telegram/'] },
      to: { path: 'node_modules/node-telegram-bot-api/' },
    },
    {
      name: 'roles-do-not-meet',
      severity: 'error',
      from: { path: '^src/roles/([^/]+)/' },
      to: { path: '^src/roles/', pathNot: '^src/roles/$1/' },
    },
    {
      name: 'roles-see-only-the-ipc-side-of-the-supervisor',
      severity: 'error',
      from: { path: '^src/roles/' },
      to: { path: '^src/supervisor/', pathNot: '^src/supervisor/(protocol|child-link)\\.ts$' },
    },
    {
      name: 'adapters-face-inward',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/(roles|supervisor|config|sandbox)/' },
    },
    {
      name: 'shared-is-a-leaf',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/', pathNot: '^src/shared/' },
    },
    {
      name: 'sandbox-stays-in-development',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/sandbox/' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'sandbox-is-independent',
      comment: 'The stand imitates the outside world; sharing code with the product would share its mistakes.',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/(adapters|roles|supervisor|config)/' },
    },
    { name: 'src-never-imports-tests', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|scripts)/' } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^node:' } },
  ],
  options: {
    // The bench's peers are installed beside the bench, by the bench.
    exclude: { path: '^scripts/bench/peers/' },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
