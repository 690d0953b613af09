/** Telegraf as its documentation says. */
import { Telegraf } from 'telegraf';
import { apiRoot, REPLY, token, writeRow } from './work.js';

const bot = new Telegraf(token, { telegram: { apiRoot } });
bot.on('text', async (context) => {
  await writeRow(context.update.update_id, context.chat.id, context.message.text);
  await context.reply(REPLY);
});
bot.catch(() => undefined);
await bot.launch();
