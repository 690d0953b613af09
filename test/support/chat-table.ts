/** One table per screen: what is tapped or typed, and where it leads. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatContext } from '../../src/domain/chat/contract.ts';
import type { At, Screen } from '../../src/domain/chat/state.ts';
import { startTalk, type Talk } from './chat.ts';

interface Row {
  readonly name: string;
  readonly context?: Partial<ChatContext>;
  readonly do: (talk: Talk) => unknown;
  readonly at: At;
  /** Part of the text then shown. */
  readonly shows?: string | RegExp;
  /** Buttons among those then shown. */
  readonly labels?: readonly string[];
  readonly screen?: Partial<Screen> & Record<string, unknown>;
}

/** `open` leads to the screen that the rows start from. */
export function table(screen: string, open: (talk: Talk) => unknown, rows: readonly Row[]): void {
  describe(screen, () => {
    for (const row of rows) {
      test(row.name, () => {
        const talk = startTalk(row.context);
        open(talk);
        row.do(talk);
        assert.equal(talk.state().screen.at, row.at);
        const { text } = talk.last().view;
        if (row.shows !== undefined) assert.match(text, row.shows instanceof RegExp ? row.shows : plain(row.shows));
        for (const label of row.labels ?? []) assert.ok(talk.labels().includes(label), talk.labels().join(' | '));
        for (const [key, value] of Object.entries(row.screen ?? {})) {
          assert.deepEqual(Object.entries(talk.state().screen).find(([name]) => name === key)?.[1], value);
        }
      });
    }
  });
}

const plain = (text: string): RegExp => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
