/** Who was invited by whom: only somebody nobody has seen before can have been. */
import { isPrivate } from './in-private.ts';
import type { Scene } from './scene.ts';

/** Of `t.me/<bot>?start=ref_<code>`, as the column of wallets makes them. */
const INVITATION = /^ref_([a-z0-9]{1,32})$/;

/** The inviter's code; null where it invites nobody (any more). */
export function readInvitation(scene: Pick<Scene, 'context'>, argument: string): string | null {
  const { person, terms } = scene.context;
  if (!person.isNew || terms.referralBonus <= 0 || !isPrivate(scene)) return null;
  return INVITATION.exec(argument)?.[1] ?? null;
}
