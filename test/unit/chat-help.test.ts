import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTalk } from '../support/chat.ts';

test('the help of a group names no command that only leads to the private chat', () => {
  const talk = startTalk({ chatKind: 'group' });
  talk.command('help');
  assert.match(talk.last().view.text, /\/models/);
  assert.doesNotMatch(talk.last().view.text, /\/balance|\/paysupport/);
  talk.setContext({ chatKind: 'private' });
  talk.command('help');
  assert.match(talk.last().view.text, /\/balance[^]*\/paysupport/);
});
