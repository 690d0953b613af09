/** A transfer from the picture to the balance: real Telegram, real database, and no money without an admin. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createPeople } from '../../src/adapters/postgres/people.ts';
import { createTopupClaims } from '../../src/adapters/postgres/topup-claims.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { checkClaim, type ClaimErrandDeps } from '../../src/roles/generation/claim-errand.ts';
import { createOutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { createOutboxSender } from '../../src/roles/polling/outbox-sender.ts';
import type { UpdateHandler } from '../../src/roles/polling/handle-update.ts';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { startDialog, tap, text, type Dialog, type Said } from '../support/dialog.ts';
import { startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { png } from '../support/media-bytes.ts';
import { waitFor } from '../support/wait-for.ts';
import { UNDISTURBED } from '../support/sender.ts';

const ANNA = 71;
const BORIS = 72;
const [FIRST, SECOND] = [900_001, 900_002];

let stand: GenerationStand;
let dialog: Dialog;
let handler: UpdateHandler;
let other: UpdateHandler;
let bot: string;
let errandDeps: ClaimErrandDeps;

before(async () => {
  stand = await startGenerationStand();
  const { database, deps } = stand;
  ({ bot } = database.schemas);
  dialog = await startDialog(database);
  const change = {
    sale: { currency: 'RUB', starUsd: '0.013', paymentDetails: 'Карта 1234' },
    admin: { ...dialog.deps.admin, admins: [FIRST, SECOND] },
    supportContact: '@help',
  };
  handler = dialog.another(database.pool, change);
  other = dialog.another(database.newPool(3), change);
  errandDeps = {
    ...{ ...deps, admins: [FIRST, SECOND], supportContact: '@help', people: createPeople(database.schemas) },
    claims: createTopupClaims(database.schemas, createLedger(database.schemas)),
  };
  for (const id of [ANNA, BORIS, FIRST, SECOND]) {
    await stand.telegram.user({ id });
    await stand.telegram.sendText(id, '/start');
  }
});
beforeEach(async () => {
  await stand.telegram.clearFaults();
  await stand.database.pool.query(`truncate ${bot}.topup_claim, ${bot}.outbox, ${bot}.inbox, ${bot}.admin_action`);
  await stand.database.pool.query(`update ${bot}.chat set state = null`);
  await stand.database.pool.query(`update ${bot}.wallet set banned_at = null`);
  await stand.database.pool.query(`delete from ${stand.database.schemas.queue}.job`);
});
after(async () => {
  await dialog.stop();
  await stand.close();
});

interface Row {
  readonly id: string;
  readonly state: string;
  readonly amount: string;
  readonly content_hash: string | null;
  readonly decided_by: string | null;
}
const rows = async (): Promise<Row[]> =>
  (await stand.database.pool.query<Row>(`select * from ${bot}.topup_claim order by created_at, id`)).rows;
async function number(sql: string): Promise<number> {
  return Number((await stand.database.pool.query<{ n: string }>(`select ${sql} as n`)).rows[0]?.n ?? 0);
}
const balance = (userId: number): Promise<number> =>
  number(`(select available from ${bot}.wallet where user_id = ${userId})`);
const banked = (id: string): Promise<number> =>
  number(`(select count(*) from ${bot}.transfer where reference = 'bank:${id}')`);
const errandsWaiting = (): Promise<number> =>
  number(`(select count(*) from ${stand.database.schemas.queue}.job where name = 'errand')`);
const last = async (chatId: number): Promise<Said> => {
  const found = (await dialog.said(chatId)).findLast(({ purpose }) => purpose !== 'answer' && purpose !== 'tidy');
  assert.ok(found !== undefined);
  return found;
};
const callback = async (chatId: number, label: string): Promise<string> => {
  const data = (await last(chatId)).buttons.find((button) => button.text.includes(label))?.callback_data;
  assert.ok(data !== undefined, label);
  return data;
};
const handle = async (chatId: number, update: object): Promise<void> => {
  await dialog.deliver(update);
  await dialog.work(chatId, handler);
};

async function askFor(chatId: number, amount: string): Promise<void> {
  await handle(chatId, tap(chatId, 'o:topup'));
  await handle(chatId, tap(chatId, await callback(chatId, 'Переводом')));
  await handle(chatId, text(chatId, amount));
}

/** A real file of the local Telegram, in the very update that it makes of it. */
async function sends(chatId: number, bytes: Buffer, kind: 'photo' | 'document' = 'photo'): Promise<object> {
  const { updateIds } = await stand.telegram.sendMedia(chatId, { kind, bytes, fileName: 'a.png' });
  const found = (await stand.telegram.updates()).find(({ updateId }) => updateId === updateIds[0]);
  assert.ok(found !== undefined);
  const message = (found.update['message'] ?? found.update) as Record<string, unknown>;
  return { message: { ...message, from: { id: chatId, is_bot: false, first_name: '<Anna>', username: 'anna' } } };
}

/** An open claim, its picture unlike every other one. */
let size = 10;
async function openClaim(chatId = ANNA, kind: 'photo' | 'document' = 'photo', bytes?: Buffer): Promise<Row> {
  size += 1;
  await askFor(chatId, '500');
  await handle(chatId, await sends(chatId, bytes ?? png(size, size), kind));
  const claim = (await rows()).at(-1);
  assert.ok(claim !== undefined);
  assert.deepEqual(await checkClaim(claim.id, errandDeps), { kind: 'done' });
  return claim;
}

for (const kind of ['photo', 'document'] as const) {
  test(`a ${kind}: taken, compared, shown to every admin, approved by the first, credited once`, async () => {
    const before = await balance(ANNA);
    const { id } = await openClaim(ANNA, kind);
    assert.equal(await balance(ANNA), before, 'nothing without an admin');
    const [claim] = await rows();
    assert.deepEqual([claim?.state, claim?.amount, claim?.content_hash?.length], ['open', '50000', 64]);
    assert.equal(await errandsWaiting(), 1, 'the errand came with the claim');
    await sendAll();
    for (const admin of [FIRST, SECOND]) {
      const shown = (await stand.telegram.transcript(admin)).messages.at(-1);
      assert.equal(shown?.media?.kind, kind);
      assert.match(shown.caption ?? '', /500[^]*<Anna> @anna \(71\)/);
      assert.equal(shown.keyboard.flat().length, 2);
    }
    await handle(FIRST, tap(FIRST, `a:claimyes:${id}`, 55));
    assert.equal(await balance(ANNA), before + 50_000);
    assert.match((await last(ANNA)).text, /баланс пополнен на <b>500/);
    const offered = (await last(ANNA)).buttons.map((button) => button.text);
    assert.deepEqual(offered, ['🏠 Меню'], 'no order waits for the money');
    assert.match((await last(FIRST)).text, /Одобрено/);
    assert.ok((await dialog.said(FIRST)).some(({ method }) => method === 'editMessageReplyMarkup'));
    const audit = await stand.database.pool.query(`select admin_id, action, details from ${bot}.admin_action`);
    assert.equal(audit.rowCount, 1);
    await handle(FIRST, tap(FIRST, `a:claimyes:${id}`, 55));
    await handle(SECOND, tap(SECOND, `a:claimno:${id}`, 56));
    assert.match((await last(SECOND)).text, /Уже решено\. Одобрено/);
    assert.deepEqual([await balance(ANNA), await banked(id)], [before + 50_000, 1]);
  });
}

async function sendAll(): Promise<void> {
  const { pace, log, at, outbox } = stand.deps;
  const { pool, schemas } = stand.database;
  const { api } = stand;
  const sending = createOutboxSending(pool, schemas, { instance: 'test', process: '1' });
  const chats = createChats(pool, schemas);
  const sender = createOutboxSender({
    ...{ outbox: sending, api, pace, log, at, chats },
    ...UNDISTURBED,
  });
  await sender.start();
  await waitFor('the outbox to be empty', async () => {
    sender.wake();
    return (await outbox.depth()) === 0;
  });
  await sender.stop(1_000);
}

test('two admins at once from two connections: one word counts, the other hears it', async () => {
  const before = await balance(ANNA);
  const { id } = await openClaim();
  await dialog.deliver(tap(FIRST, `a:claimyes:${id}`), tap(SECOND, `a:claimno:${id}`));
  await Promise.all([dialog.work(FIRST, handler), dialog.work(SECOND, other)]);
  const [claim] = await rows();
  const isApproved = claim?.state === 'approved';
  assert.equal(claim?.decided_by, String(isApproved ? FIRST : SECOND));
  assert.equal(await balance(ANNA), before + (isApproved ? 50_000 : 0));
  assert.match((await last(isApproved ? SECOND : FIRST)).text, /Уже решено/);
});

test('refused stays refused', async () => {
  const before = await balance(ANNA);
  const { id } = await openClaim();
  await handle(SECOND, tap(SECOND, `a:claimno:${id}`));
  assert.match((await last(ANNA)).text, /не подтвердился[^]*@help/);
  await handle(FIRST, tap(FIRST, `a:claimyes:${id}`));
  assert.deepEqual([(await rows())[0]?.state, await balance(ANNA), await banked(id)], ['refused', before, 0]);
});

test('the same file a second time is told at once, and costs no transaction', async () => {
  await openClaim();
  const again = (await stand.telegram.updates()).findLast(({ update }) => JSON.stringify(update).includes('"photo"'));
  assert.ok(again !== undefined);
  const { photo } = (again.update['message'] ?? again.update) as { photo: object };
  await askFor(BORIS, '700');
  await handle(BORIS, text(BORIS, '', { text: undefined, photo }));
  assert.match((await last(BORIS)).text, /уже приходила[^]*@help/);
  assert.deepEqual(
    [(await rows()).length, await number(`(select count(*) from ${bot}.inbox where processed_at is null)`)],
    [1, 0],
  );
});

test('the same bytes sent anew have another id, and are found by their content', async () => {
  const bytes = png(301, 7);
  await openClaim(ANNA, 'photo', bytes);
  await openClaim(BORIS, 'document', bytes);
  assert.deepEqual(
    (await rows()).map(({ state }) => state),
    ['open', 'duplicate'],
  );
  assert.match((await last(BORIS)).text, /уже приходила[^]*@help/);
  const before = await balance(BORIS);
  await handle(FIRST, tap(FIRST, `a:claimyes:${(await rows())[1]?.id ?? ''}`));
  assert.equal(await balance(BORIS), before);
});

test('two looks at one content at once: one is open, the other a repetition', async () => {
  const ids: string[] = [];
  for (const who of [ANNA, BORIS]) {
    await askFor(who, '500');
    await handle(who, await sends(who, png(303, 9)));
    ids.push((await rows()).at(-1)?.id ?? '');
  }
  await Promise.all([...ids, ...ids].map((id) => checkClaim(id, errandDeps)));
  assert.deepEqual((await rows()).map(({ state }) => state).toSorted(), ['duplicate', 'open']);
});

test('the errand run twice shows the picture once', async () => {
  const { id } = await openClaim();
  await checkClaim(id, errandDeps);
  assert.equal((await dialog.said(FIRST)).filter(({ method }) => method === 'sendPhoto').length, 1);
});

test('a file that does not come is waited for, and then shown uncompared', async () => {
  await askFor(ANNA, '500');
  await handle(ANNA, await sends(ANNA, png(305, 9)));
  const id = (await rows())[0]?.id ?? '';
  await stand.telegram.fault({ method: 'getFile', errorCode: 429, retryAfter: 3 });
  assert.equal((await checkClaim(id, errandDeps)).kind, 'later');
  assert.equal((await rows())[0]?.state, 'checking');
  await stand.telegram.fault({ method: 'getFile', errorCode: 429, retryAfter: 3 });
  assert.equal((await checkClaim(id, { ...errandDeps, now: () => Date.now() + 3_600_000 })).kind, 'done');
  assert.equal((await rows())[0]?.state, 'open');
  const shown = await stand.database.pool.query<{ caption: string }>(
    `select payload ->> 'caption' as caption from ${bot}.outbox where method = 'sendPhoto'`,
  );
  assert.match(shown.rows[0]?.caption ?? '', /Сравнить картинку с прежними не получилось/);
});

test('whoever is no admin changes nothing with the data of such a button', async () => {
  const { id } = await openClaim();
  const before = await balance(ANNA);
  await handle(ANNA, tap(ANNA, `a:claimyes:${id}`, 9_999));
  assert.deepEqual([(await rows())[0]?.state, await balance(ANNA)], ['open', before]);
});

test('a fourth transfer waits until one is decided', async () => {
  for (let count = 0; count < 3; count += 1) await openClaim();
  await askFor(ANNA, '500');
  await handle(ANNA, await sends(ANNA, png(307, 9)));
  assert.equal((await rows()).length, 3);
  assert.match((await last(ANNA)).text, /ещё проверяются/);
});

test('a banned person claims nothing', async () => {
  await askFor(ANNA, '500');
  await stand.database.pool.query(`update ${bot}.wallet set banned_at = now() where user_id = ${ANNA}`);
  await handle(ANNA, await sends(ANNA, png(309, 9)));
  assert.equal((await rows()).length, 0);
});

test('a decision that fails on the way is not half made', async () => {
  const { id } = await openClaim();
  const { claims } = errandDeps;
  const store = createTopupClaims(stand.database.schemas, createLedger(stand.database.schemas));
  await assert.rejects(
    inTransaction(stand.database.pool, async (tx) => {
      assert.equal(await store.decide(tx, id, true, FIRST), true);
      throw new Error('gone');
    }),
  );
  assert.equal((await claims.get(stand.database.pool, id))?.state, 'open');
  assert.equal(await banked(id), 0);
});

test('the page of open transfers, and the picture once more', async () => {
  const { id } = await openClaim();
  await stand.database.pool.query(`update ${bot}.chat set state = jsonb_set(state, '{screen}',
    '{"at": "admin", "page": {"page": "claims", "number": 9}}') where chat_id = ${FIRST}`);
  await handle(FIRST, text(FIRST, '/admin'));
  await stand.database.pool.query(`update ${bot}.chat set state = jsonb_set(state, '{screen}',
    '{"at": "admin", "page": {"page": "claims", "number": 9}}') where chat_id = ${FIRST}`);
  const { rev } = (
    await stand.database.pool.query<{ rev: number }>(
      `select (state ->> 'rev')::int as rev from ${bot}.chat where chat_id = ${FIRST}`,
    )
  ).rows[0] ?? { rev: 0 };
  await handle(FIRST, tap(FIRST, `s:${rev.toString(36)}:page:9`, 60));
  assert.match((await last(FIRST)).text, /На проверке 1 перевод[^]*1\. <b>500/);
  await handle(FIRST, tap(FIRST, await callback(FIRST, '1. '), 60));
  const pictures = (await dialog.said(FIRST)).filter(({ method }) => method === 'sendPhoto');
  assert.equal(pictures.length, 2);
  assert.deepEqual(
    pictures[1]?.buttons.map(({ callback_data: data }) => data),
    [`a:claimyes:${id}`, `a:claimno:${id}`],
  );
});
