/** Text that breaks things, by every way on which text comes in: it is stored, shown as text, and costs nobody their turn. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BotDatabase } from '../support/bot-database.ts';
import { ADMIN, openDialog, tap, text, type Dialog } from '../support/dialog.ts';
import { htmlProblem } from '../support/telegram-html.ts';

const HOSTILE: Readonly<Record<string, string>> = {
  sql: `'); drop table wallet; -- $1 \${x} %s`,
  html: `<b>"&<script>alert(1)</script><a href="tg://user?id=1">x</a>&amp;`,
  nul: 'a\u0000b%00\\u0000',
  'lone surrogates': '\ud800x\udfff',
  'direction and invisible': '\u202e\u200b\u2066gnp.exe\u2069\ufeff',
  markdown: '*_`[x](javascript:alert(1))`_*~|| {{ $x }} { $name }',
  prototype: '__proto__ constructor toString',
  'only marks': `\u0301\u200d\ufe0f`,
  long: 'длинно <&> '.repeat(9_500),
};

let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let close: () => Promise<void>;
let people = 50_000;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog());
});
after(() => close());

/** An admin who types this much is a flood. */
const CALM = { flood: { since: 0, count: 0, told: false }, minute: { level: 0, at: 0, told: false } };

async function send(chatId: number, ...updates: readonly object[]): Promise<void> {
  for (const update of updates) {
    await dialog.deliver(update);
    await dialog.work(chatId);
  }
}
const media = (userId: number, what: object, caption: string): object =>
  text(userId, '', { text: undefined, ...what, caption });
const open = async (at: string, userId: number, screen: object = {}): Promise<void> => {
  await send(userId, text(userId, '/start'));
  await database.pool.query(`update ${bot}.chat set state = state || $2 where chat_id = $1`, [
    userId,
    JSON.stringify({ screen: { at, ...screen }, screenMessageId: 50, rev: 7, quoted: null, modelStamp: null, ...CALM }),
  ]);
};
const onPage = (page: object) => async (id: number, words: string) => {
  await open('admin', id, { page });
  await send(id, text(id, words));
};
const file = { file_id: 'BQAC', file_unique_id: 'u' };

/** By whom (an admin where it is a page of the panel), and how. */
const WAYS: Readonly<Record<string, (userId: number, words: string) => Promise<void>>> = {
  'a prompt': (id, words) => send(id, text(id, words)),
  'names and language': (id, words) => {
    const from = { id, is_bot: false, first_name: words, last_name: words, username: words, language_code: words };
    return send(id, text(id, '/start', { from }), text(id, '/balance', { from }));
  },
  'a deep link': (id, words) =>
    send(id, ...['', 'promo_', 'ref_', 'm_'].map((kind) => text(id, `/start ${kind}${words}`))),
  'a command': (id, words) => send(id, text(id, `/${words}`), text(id, `/help@${words}`)),
  'a caption, a file’s name and type': (id, words) =>
    send(id, media(id, { document: { ...file, file_name: words, mime_type: words, file_size: 9 } }, words)),
  'a photo’s caption': (id, words) => send(id, media(id, { photo: [{ ...file, width: 9, height: 9 }] }, words)),
  'data of a button': (id, words) => send(id, tap(id, words), tap(id, `g:use:${words}`), tap(id, `s:0:${words}`)),
  'a promo code': async (id, words) => {
    await open('promo', id);
    await send(id, text(id, words));
  },
  'an amount to transfer': async (id, words) => {
    await open('transfer', id, { amount: null, sent: false });
    await send(id, text(id, words));
  },
  'a search for models': async (id, words) => {
    const filter = { task: null, vendor: null, query: null, only: null, sort: 'popular' };
    await open('models', id, { filter, page: 0, shown: [], carry: { prompt: null, files: [] } });
    await send(id, text(id, words));
  },
  'a payment’s payload and charge': (id, words) => {
    const payment = { currency: 'XTR', total_amount: 1, invoice_payload: words };
    return send(
      id,
      text(id, '', { text: undefined, successful_payment: { ...payment, telegram_payment_charge_id: `c${id}` } }),
    );
  },
  'a look for people': onPage({ page: 'people', query: null, at: 0 }),
  'a look for a generation': onPage({ page: 'lookup', wanted: null }),
  'a setting': onPage({ page: 'setting', name: 'markup' }),
  'a limit': onPage({ page: 'setting', name: 'dailySpendLimit' }),
  'an amount to give': onPage({ page: 'amount', walletId: 1, kind: 'grant' }),
  'a new code': onPage({ page: 'newpromo', code: null, kind: null, amount: null, uses: null, days: null }),
  'a package': onPage({ page: 'packages' }),
  'a search of the panel': onPage({ page: 'models', query: null, part: 0, shown: [] }),
  'a price of a model': onPage({ page: 'modelprice', modelId: 'swift', query: null, part: 0 }),
  'words of a broadcast': onPage({ page: 'compose', draft: null }),
};
const isPanels = (way: string): boolean =>
  Object.keys(WAYS).indexOf(way) >= Object.keys(WAYS).indexOf('a look for people');

async function shown(chatId: number): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await database.pool.query<{ payload: Record<string, unknown> }>(
    `select payload from ${bot}.outbox where chat_id = $1 order by id`,
    [chatId],
  );
  return rows.map(({ payload }) => payload);
}

function checkPayload(payload: Record<string, unknown>): void {
  const words = payload['text'] ?? payload['caption'];
  if (typeof words === 'string') {
    assert.ok(words.isWellFormed() && words.trim() !== '' && words.length <= 4_096, `${words.length} characters`);
    if (payload['parse_mode'] === 'HTML') assert.equal(htmlProblem(words), null, words);
  }
  const { inline_keyboard: rows = [] } = (payload['reply_markup'] ?? {}) as {
    inline_keyboard?: { text: string; callback_data?: string }[][];
  };
  for (const button of rows.flat()) {
    assert.ok(button.text.trim() !== '' && button.text.isWellFormed(), JSON.stringify(button));
    assert.ok(Buffer.byteLength(button.callback_data ?? '') <= 64);
  }
}

for (const [way, go] of Object.entries(WAYS)) {
  test(`${way}: nothing of it is more than text`, async () => {
    for (const [kind, words] of Object.entries(HOSTILE)) {
      people += 1;
      const id = isPanels(way) ? ADMIN : people;
      await go(id, words);
      await send(id, text(id, '/help'));
      const payloads = await shown(id);
      assert.ok(payloads.length > 0, kind);
      for (const payload of payloads) checkPayload(payload);
      await database.pool.query(`delete from ${bot}.outbox where chat_id = $1`, [id]);
    }
    const parked = await database.pool.query(`select payload from ${bot}.inbox where parked_code is not null`);
    assert.deepEqual(parked.rows, []);
    assert.deepEqual(
      database.log.lines.filter(({ level }) => level === 'error'),
      [],
    );
  });
}
