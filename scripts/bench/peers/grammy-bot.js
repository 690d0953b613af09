/** grammY as its documentation says for load: the runner, with the updates of one chat in order. */
import { run, sequentialize } from '@grammyjs/runner';
import { Bot } from 'grammy';
import { apiRoot, REPLY, token, writeRow } from './work.js';

const bot = new Bot(token, { client: { apiRoot } });
bot.use(sequentialize((context) => String(context.chat?.id)));
bot.on('message:text', async (context) => {
  await writeRow(context.update.update_id, context.chat.id, context.message.text);
  await context.reply(REPLY);
});
bot.catch(() => undefined);
run(bot);
