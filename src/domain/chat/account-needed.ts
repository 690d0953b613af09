/**
 * Which part of the account the reducer may show after an event, by the event and the state alone, like
 * `generationNamedBy`: the books are read for those screens and not with every message.
 */
import { parseButton } from './buttons.ts';
import type { ChatEvent } from './contract.ts';
import type { ChatState } from './state.ts';

export interface AccountNeeds {
  readonly statement: boolean;
  readonly invitations: boolean;
}

export function accountNeededBy(event: ChatEvent, { screen }: Pick<ChatState, 'screen'>): AccountNeeds {
  const command = commandOf(event);
  return {
    // Whatever happens on a screen may end with drawing it again.
    statement: screen.at === 'balance' || command === 'balance',
    invitations: screen.at === 'invite' || command === 'invite',
  };
}

/** Screens name the button to another screen as the command that opens it. */
function commandOf(event: ChatEvent): string | null {
  switch (event.kind) {
    case 'command':
      return event.name.toLowerCase();
    case 'tap': {
      const data = parseButton(event.data);
      return data.kind === 'screen' ? data.command : data.kind === 'place' ? data.place : null;
    }
    case 'text':
    case 'media':
      return null;
  }
}
