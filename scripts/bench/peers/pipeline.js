/** One generation in steps, the same in both queues: create, look, download, send, one row. */
import process from 'node:process';
import pg from 'pg';

export const databaseUrl = process.env.DATABASE_URL ?? '';
/** Jobs at once in a process: ours has four submits, four looks and four deliveries. */
export const CONCURRENCY = 12;
/** As KIE advises, and as ours does. */
export const LOOK_AFTER_MS = 2_000;
export const FIRST_CUSTOMER = 20_000_000;

const kie = process.env.KIE_API_BASE ?? '';
const telegram = `${process.env.TELEGRAM_API_ROOT}/bot${process.env.TELEGRAM_BOT_TOKEN}`;
const pool = new pg.Pool({ connectionString: databaseUrl });

await pool.query(
  'create table if not exists delivered (chat_id bigint, task_id text, message_id bigint, at timestamptz default now())',
);

async function call(url, init) {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}

export async function createTask(chatId) {
  const body = JSON.stringify({ model: 'google/nano-banana', input: { prompt: String(chatId) } });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  return (await (await call(`${kie}/api/v1/jobs/createTask`, init)).json()).data.taskId;
}

/** The result's address; null while there is none. */
export async function look(taskId) {
  const { data } = await (await call(`${kie}/api/v1/jobs/recordInfo?taskId=${taskId}`)).json();
  return data.state === 'success' ? JSON.parse(data.resultJson).resultUrls[0] : null;
}

export async function deliver(chatId, taskId, address) {
  const picture = await (await call(address)).blob();
  const form = new FormData();
  form.set('chat_id', String(chatId));
  form.set('photo', picture, 'result.png');
  const { result } = await (await call(`${telegram}/sendPhoto`, { method: 'POST', body: form })).json();
  await pool.query('insert into delivered (chat_id, task_id, message_id) values ($1, $2, $3)', [
    chatId,
    taskId,
    result.message_id,
  ]);
}
