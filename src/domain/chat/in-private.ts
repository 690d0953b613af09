/** What a person has is shown to nobody else: a group is told where to ask. */
import type { Scene } from './scene.ts';

type Speaking = Pick<Scene, 't' | 'context'>;

export const isPrivate = ({ context }: Pick<Scene, 'context'>): boolean => context.chatKind === 'private';

/** HTML. */
export const privateOnly = ({ t, context }: Speaking): string => t('private-only', { bot: context.botUsername });
