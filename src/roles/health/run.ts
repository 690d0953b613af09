import type { ConfigOf } from '../../config/env.ts';
import type { Log } from '../../shared/log.ts';
import type { ChildLink } from '../../supervisor/child-link.ts';
import { wireHealth } from './wire.ts';

const HOST = '0.0.0.0';

const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'stop the other program on this port, or set PORT to a free one',
  EACCES: 'set PORT to one above 1023; lower ones need privileges',
};

const codeOf = (thrown: unknown): string => (thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '');

/**
 * The health child: binds its port before anything else, because a platform looks for an open port, and answers from
 * then on whatever the state of the others is. Resolves when the port is bound (or the link was told that it cannot be).
 */
export async function run(link: ChildLink, config: ConfigOf<'health'>, log: Log): Promise<void> {
  const { server, markStopping } = wireHealth(link, config, log, HOST);
  link.onStop(async (graceMs) => {
    markStopping();
    await server.close(graceMs);
  });
  try {
    const port = await server.listen();
    log.info(`✅ Health server listening on ${HOST}:${port}`);
  } catch (thrown) {
    const remedy = REMEDIES[codeOf(thrown)];
    if (remedy === undefined) throw thrown;
    link.fatal({ code: 'CONFIG_INVALID', reason: `port ${config.PORT} cannot be opened`, remedy });
    return;
  }
  link.ready();
}
