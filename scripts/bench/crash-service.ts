/** Our supervisor, with its defaults, over the one child that never gets anything done. */
import { loadConfig } from '../../src/config/env.ts';
import { createLog } from '../../src/shared/log.ts';
import { runService } from '../../src/supervisor/run-service.ts';
import { peerScript } from './bots.ts';

const loaded = loadConfig('supervisor', process.env);
if (!loaded.ok) throw new Error('the bench gave an invalid configuration');
process.exitCode = await runService({
  argument: 'generator',
  config: loaded.config,
  env: process.env,
  entry: peerScript('crash.js'),
  environmentFor: () => ({ JOURNAL: process.env['JOURNAL'] ?? '' }),
  log: createLog({ process: 'supervisor', level: 'error', format: 'json', secrets: [] }),
});
