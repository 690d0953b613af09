/**
 * `npm run demo [-- --model ID]`: a whole conversation on the local stand, from /start to a delivered result, and a
 * clean end. What was made lies in `.demo/`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBot } from '../src/sandbox/bot-process.ts';
import { startStand } from '../src/sandbox/stand.ts';
import { createSim } from '../src/sandbox/telegram/sim-client.ts';
import { converse, PERSON } from './demo/conversation.ts';

const OUT = '.demo';
const { values } = parseArgs({ options: { model: { type: 'string' } } });

const startedAt = performance.now();
const stand = await startStand();
if (stand.telegramUrl === null) throw new Error('the demo needs the local Telegram');
const sim = createSim(stand.telegramUrl, stand.botId);
const bot = startBot({ env: { ...stand.env, LOG_FORMAT: 'pretty' }, role: 'web' });
let failed = true;
try {
  await bot.line('✅ Polling started successfully!', 60_000);
  console.log(`service up after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s\n`);
  const result = await converse(sim, values.model);
  console.log(result.transcript);
  await mkdir(OUT, { recursive: true });
  const files = result.files.map(({ name }) => join(OUT, name));
  await Promise.all(result.files.map(({ bytes }, index) => writeFile(files[index] ?? '', bytes)));
  const code = await bot.stop();
  if (code !== 0) throw new Error(`the service ended with ${String(code)}`);
  failed = false;
  await stand.stop();
  console.log(`demo: delivered ${files.join(', ')} in ${result.seconds.toFixed(1)} s`);
} finally {
  if (failed) {
    console.error(bot.lines.slice(-40).join('\n'));
    console.error(await sim.transcriptText(PERSON.id));
    await bot.stop();
    await stand.stop();
  }
}
