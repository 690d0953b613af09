import type { Method } from '../call.ts';
import { ACCOUNT_METHODS } from './account.ts';
import { CHAT_METHODS } from './chats.ts';
import { COPY_METHODS } from './copy.ts';
import { DELETE_METHODS } from './delete.ts';
import { EDIT_METHODS } from './edit.ts';
import { MEDIA_METHODS } from './media.ts';
import { PAYMENT_METHODS } from './payments.ts';
import { TEXT_METHODS } from './text.ts';
import { UPDATE_METHODS } from './updates.ts';

const ALL: Readonly<Record<string, Method>> = {
  ...ACCOUNT_METHODS,
  ...CHAT_METHODS,
  ...COPY_METHODS,
  ...DELETE_METHODS,
  ...EDIT_METHODS,
  ...MEDIA_METHODS,
  ...PAYMENT_METHODS,
  ...TEXT_METHODS,
  ...UPDATE_METHODS,
};

const BY_LOWER_NAME = new Map(Object.entries(ALL).map(([name, method]) => [name.toLowerCase(), { name, method }]));

/** Method names are case-insensitive; the answer carries the usual spelling. */
export const findMethod = (name: string): { readonly name: string; readonly method: Method } | undefined =>
  BY_LOWER_NAME.get(name.toLowerCase());
