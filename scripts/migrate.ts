/** `npm run migrate`: brings the database up to this code without starting the service. */
import { migrate } from '../src/adapters/postgres/migrate.ts';
import { schemaNames } from '../src/adapters/postgres/names.ts';
import { botIdOf, describeProblem, loadConfig } from '../src/config/env.ts';
import { createLog } from '../src/shared/log.ts';

const loaded = loadConfig('polling', process.env);
if (!loaded.ok) {
  for (const problem of loaded.problems) console.error(describeProblem(problem));
  process.exit(78);
}
const { TELEGRAM_BOT_TOKEN, DATABASE_URL } = loaded.config;
const log = createLog({
  process: 'migrate',
  level: 'info',
  format: 'pretty',
  secrets: [TELEGRAM_BOT_TOKEN, DATABASE_URL],
});
await migrate({ url: DATABASE_URL, schemas: schemaNames(botIdOf(TELEGRAM_BOT_TOKEN)), log });
log.info('migration.done');
