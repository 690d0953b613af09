/** Lives for 1.2 s, over and over: long enough to look started, too short to get anything done. */
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout } from 'node:timers';

appendFileSync(process.env.JOURNAL, '.');
setTimeout(() => process.exit(1), 1_200);
