/** I8: no secret is where somebody may read it. Pure. */
import type { History } from '../history.ts';

/** By a name that may be printed. */
export type Secrets = Readonly<Record<string, string>>;

export function checkSecrets({ texts }: Pick<History, 'texts'>, secrets: Secrets): readonly string[] {
  return [...texts].flatMap(([where, text]) =>
    Object.entries(secrets)
      .filter(([, secret]) => text.includes(secret))
      .map(([name]) => `I8 ${name} stands in ${where}`),
  );
}

/** A callback's token is a capability: the database and KIE have it, nobody else. */
export function checkTokens({ texts, attempts }: Pick<History, 'texts' | 'attempts'>): readonly string[] {
  return [...texts]
    .filter(([where]) => where.startsWith('log') || where === 'messages' || where.startsWith('Telegram'))
    .filter(([, text]) => attempts.some(({ token }) => text.includes(token)))
    .map(([where]) => `I8 a callback's token stands in ${where}`);
}
