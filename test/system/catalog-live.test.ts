/**
 * A running service learns what KIE offers. KIE takes one catalog call a second, so the test spares the service what it
 * need not read: the models that stay as they are count as read, and the next round begins at once.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { loadModels, type SandboxModel } from '../../src/sandbox/kie/models.ts';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { logLines, openStand, POLLING, said, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const PERSON = { id: 820_001, firstName: 'Аня', languageCode: 'ru' };
const NEW_ID = '000-aurora/aurora-9';
const WAIT = { timeoutMs: 60_000, everyMs: 200 };
/** Not so often that it is taken for a flood. */
const LOOK = { timeoutMs: 20_000, everyMs: 1_500 };

let stand: ServiceStand;
let bot: BotProcess;
let database: pg.Pool;
let boss: PgBoss;
/** One that is sold, makes pictures from a prompt, and is not the default. */
let vanishing: SandboxModel;

before(async () => {
  stand = await openStand({ kieLatencyMs: 200 });
  bot = stand.start({ env: { CATALOG_SYNC_MINUTES: '1' } });
  await bot.line(POLLING, 30_000);
  await stand.telegram.user(PERSON);
  database = new pg.Pool({ connectionString: stand.databaseUrl, max: 2 });
  const schema = `bot_${stand.botId}_queue`;
  boss = new PgBoss({
    ...{ connectionString: stand.databaseUrl, schema, max: 1 },
    ...{ supervise: false, schedule: false, migrate: false },
  });
  await boss.start();
  const pictures = (await loadModels()).filter(({ tasks }) => tasks.includes('text-to-image'));
  const [, , found] = pictures;
  assert.ok(found !== undefined);
  vanishing = found;
});
after(async () => {
  await boss.stop({ graceful: false });
  await database.end();
  await stand.close();
});

const sync = async (): Promise<{ is_open: boolean; finished_at: Date | null }> => {
  const { rows } = await database.query<{ is_open: boolean; finished_at: Date | null }>(
    'select is_open, finished_at from kie_shared.catalog_sync',
  );
  assert.ok(rows[0] !== undefined);
  return rows[0];
};

/** Lets a round begin, spares it all models but those named, and waits for its end. */
async function round(ids: readonly string[]): Promise<void> {
  await database.query(`update kie_shared.catalog_sync set finished_at = finished_at - interval '1 hour'`);
  const { finished_at: before } = await sync();
  await boss.send('catalog.sync', {});
  await waitFor('a round to begin', async () => (await sync()).is_open, WAIT);
  await database.query(
    `update kie_shared.catalog_model set due = id = any ($1), learned_at = coalesce(learned_at, now())`,
    [ids],
  );
  await waitFor(
    'the round to end',
    async () => {
      const { is_open, finished_at } = await sync();
      return !is_open && finished_at?.getTime() !== before?.getTime();
    },
    WAIT,
  );
}

/** What the bot says to a link that opens a model. */
async function openModel(key: string): Promise<string> {
  const seen = (await said(stand.telegram, PERSON.id)).map(({ messageId }) => messageId);
  await stand.telegram.sendText(PERSON.id, `/start m_${key}`);
  const answer = await waitFor('an answer to the link', async () =>
    (await said(stand.telegram, PERSON.id)).find(({ messageId }) => !seen.includes(messageId)),
  );
  return answer.text ?? '';
}

test('a model that only KIE has is opened in the chat after the next round', async () => {
  await round([]);
  assert.doesNotMatch(await openModel('000-aurora-aurora-9'), /Aurora 9/);
  const { title } = vanishing;
  assert.ok((await openModel(vanishing.key)).includes(title.ru), 'the other one is there');
  await stand.kie.putModel({
    ...vanishing,
    ...{ id: NEW_ID, key: '000-aurora-aurora-9', title: { ru: 'Aurora', en: 'Aurora' }, tasks: ['text-to-image'] },
    input: { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
    ...{ rules: [], output: 'image', prices: [{ when: {}, credits: 6, unit: 'image' }] },
  });
  await stand.kie.settings({ pricing: { [NEW_ID]: '6 credits per image.' } });
  await stand.kie.removeModel(vanishing.id);
  await round([NEW_ID]);
  await waitFor('the new model', async () => /Aurora 9/.test(await openModel('000-aurora-aurora-9')), LOOK);
});

test('one that two rounds did not see is hidden', async () => {
  await round([]);
  await waitFor('the hiding', async () => !(await openModel(vanishing.key)).includes(vanishing.title.ru), LOOK);
  const states = await database.query<{ state: string }>('select state from kie_shared.catalog_model where id = $1', [
    vanishing.id,
  ]);
  assert.equal(states.rows[0]?.state, 'withdrawn');
});

test('one whose document is gone strange stays as it was, with a reason; the operator sees the figures', async () => {
  await stand.kie.settings({ documents: { [NEW_ID]: { openapi: '3.1.0', paths: {} } } });
  await round([NEW_ID]);
  const { rows } = await database.query<{ state: string; reason: string }>(
    'select state, reason from kie_shared.catalog_model where id = $1',
    [NEW_ID],
  );
  assert.equal(rows[0]?.state, 'left-out');
  assert.match(rows[0].reason, /\w{5}/);
  assert.match(await openModel('000-aurora-aurora-9'), /Aurora 9/);
  const metrics = await waitFor('the figures', async () => {
    const text = await (await fetch(`http://127.0.0.1:${String(stand.env['PORT'])}/metrics`)).text();
    return /kie_bot_catalog_models\{[^}]*state="withdrawn"[^}]*\} 1/.test(text) ? text : null;
  });
  assert.match(metrics, /kie_bot_catalog_syncs_total\{[^}]*outcome="ok"[^}]*\} [1-9]/);
  assert.match(metrics, /kie_bot_catalog_age_seconds\{[^}]*\} \d/);
});

test('nothing of it was an error, and it ends in order', async () => {
  const errors = logLines(bot).filter(({ level }) => level === 'error');
  assert.deepEqual(errors, []);
  assert.equal(await bot.stop(), 0);
});
