/** Every button works, also an old one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect, GenerationFacts } from '../../src/domain/chat/contract.ts';
import { baseContext, begin, imageModel, startTalk, type Talk } from '../support/chat.ts';

const kinds = (effects: readonly Effect[]): string[] => effects.map((effect) => effect.do);
const toast = ([first]: readonly Effect[]): string | null => (first?.do === 'answer' ? first.text : null);

const done: GenerationFacts = {
  id: 'zyxwvutsrqpo',
  modelId: 'careful',
  input: { prompt: 'старый кот', aspect_ratio: '9:16' },
  state: 'delivered',
  files: [],
  createdAt: 0,
};

describe('a stale button', () => {
  test('of an older message brings the current screen back in a new one', () => {
    const talk = startTalk();
    talk.command('start');
    const old = talk.last().id;
    talk.say('кот');
    const effects = talk.tap('Изображения', old);
    assert.deepEqual(kinds(effects), ['answer', 'send']);
    assert.match(toast(effects) ?? '', /устарела/);
    assert.match(talk.last().view.text, /<blockquote>кот<\/blockquote>/);
    assert.ok(kinds(talk.tap('Создать')).includes('generate'), 'the new message works');
  });

  test('tapped twice on the current message gets a word and nothing else', () => {
    const talk = startTalk();
    talk.command('start');
    const { id, view } = talk.last();
    const [[button] = []] = view.keyboard;
    assert.ok(button !== undefined && 'data' in button);
    talk.tapData(button.data, id);
    const effects = talk.tapData(button.data, id);
    assert.deepEqual(kinds(effects), ['answer']);
    assert.equal(toast(effects), 'Уже сделано 👌');
  });

  test('of a screen from before the state was lost does not pass for one of today', () => {
    const talk = startTalk();
    talk.command('start');
    const effects = talk.tapData('s:1:images', 7);
    assert.deepEqual(kinds(effects), ['answer', 'send']);
    assert.equal(talk.state().screen.at, 'menu');
  });

  test('while a generation is under way leads to the menu and leaves the progress alone', () => {
    const talk = startTalk();
    talk.say('кот');
    talk.tap('Создать');
    const progress = talk.last().id;
    const effects = talk.tapData('s:0:create', 5);
    assert.deepEqual(kinds(effects), ['answer', 'send']);
    assert.notEqual(talk.last().id, progress);
    assert.equal(talk.state().screen.at, 'menu');
  });

  test('is answered whatever its data', () => {
    for (const data of ['', 'x', 's:zzzzzzzzzzz:pick:999999', 'g:nuke:abc', '\ud800', '💥'.repeat(16)]) {
      const talk = startTalk();
      assert.deepEqual(kinds(talk.tapData(data, 3)), ['answer', 'send'], data);
    }
  });
});

test('the message of a screen need not be known yet for its buttons to work', () => {
  const talk = startTalk();
  talk.command('start');
  const { id } = talk.last();
  talk.setState({ ...talk.state(), screenMessageId: null });
  assert.deepEqual(kinds(talk.tap('Изображения')), ['answer', 'edit']);
  assert.equal(talk.state().screenMessageId, id);
});

test('a question that the model no longer asks gives way to the next one', () => {
  const talk = startTalk();
  begin(talk, 'careful');
  talk.say('кот');
  talk.setContext({ models: [imageModel('careful')] });
  talk.tap('16:9');
  assert.deepEqual(talk.state().screen, { at: 'confirm', modelId: 'careful', values: { prompt: 'кот' }, way: null });
});

describe('the menu button', () => {
  test('edits the current screen', () => {
    const talk = startTalk();
    talk.say('кот');
    assert.deepEqual(kinds(talk.tap('Меню')), ['answer', 'edit']);
  });
  test('of an older screen opens the menu in a new message', () => {
    const talk = startTalk();
    talk.say('кот');
    const old = talk.last().id;
    talk.say('пёс');
    assert.deepEqual(kinds(talk.tap('Меню', old)), ['answer', 'send']);
    assert.equal(talk.state().screen.at, 'menu');
  });
  test('under a progress or a result opens a new message, so that nothing is overwritten', () => {
    const talk = startTalk();
    talk.say('кот');
    talk.tap('Создать');
    const progress = talk.last().id;
    assert.deepEqual(kinds(talk.tap('Меню')), ['answer', 'send']);
    assert.deepEqual(kinds(talk.tapData('menu', progress)), ['answer', 'send']);
    assert.deepEqual(kinds(talk.tapData('menu', 4)), ['answer', 'send']);
  });
  test('tapped in the menu just says so', () => {
    const talk = startTalk();
    talk.command('help');
    const { id, view } = talk.last();
    const [[button] = []] = view.keyboard;
    assert.ok(button !== undefined && 'data' in button);
    talk.tapData(button.data, id);
    assert.equal(toast(talk.tapData(button.data, id)), 'Вы уже в меню');
  });
});

describe('buttons of a result', () => {
  const withDone = (talk: Talk): Talk => {
    talk.setContext({ generation: done });
    return talk;
  };

  test('once more: the same parameters, ready to confirm, and then the same input', () => {
    const talk = withDone(startTalk());
    assert.deepEqual(kinds(talk.tapData('g:again:zyxwvutsrqpo', 50)), ['answer', 'send']);
    assert.match(talk.last().view.text, /старый кот[^]*9:16 высокий/);
    const order = talk.tap('Создать').find((effect) => effect.do === 'generate');
    assert.deepEqual(order?.input, done.input);
    assert.equal(order.generationId, baseContext.newGenerationId);
  });

  test('change: the same with a word on how', () => {
    const talk = withDone(startTalk());
    talk.tapData('g:edit:zyxwvutsrqpo', 50);
    assert.match(talk.last().view.text, /Напишите новое описание/);
    talk.say('новый кот');
    assert.match(talk.last().view.text, /<blockquote>новый кот/);
  });

  test('other model: the prompt travels along', () => {
    const talk = withDone(startTalk());
    talk.tapData('g:other:zyxwvutsrqpo', 50);
    talk.tap('swift');
    assert.match(talk.last().view.text, /Всё верно[^]*старый кот[^]*swift/);
  });

  test('whose model is gone: the others, the prompt in hand', () => {
    const talk = withDone(startTalk({ models: [imageModel('new')] }));
    talk.tapData('g:again:zyxwvutsrqpo', 50);
    assert.match(talk.last().view.text, /Этой модели сейчас нет[^]*старый кот/);
  });

  test('that nobody knows any more', () => {
    const talk = startTalk();
    assert.deepEqual(kinds(talk.tapData('g:again:aaaaaaaaaaaa', 50)), ['answer', 'send']);
    assert.match(talk.last().view.text, /больше не нахожу/);
  });
});

describe('cancelling a generation', () => {
  const cancelIn = (state: GenerationFacts['state']): readonly Effect[] =>
    startTalk({ generation: { ...done, state } }).tapData(`g:cancel:${done.id}`, 50);

  test('in the queue is left to the shell, after the answer', () => {
    assert.deepEqual(cancelIn('queued'), [
      { do: 'answer', callbackQueryId: 'q', text: 'Отменяю…', alert: false },
      { do: 'cancel', generationId: done.id },
    ]);
  });
  for (const [state, words] of [
    ['submitting', /уже нельзя/],
    ['unknown', /уже нельзя/],
    ['waiting', /уже нельзя/],
    ['delivering', /уже нельзя/],
    ['delivered', /уже готово/],
    ['failed', /уже закончилась/],
    ['cancelled', /Уже отменено/],
  ] as const) {
    test(`${state}: an alert says why not`, () => {
      const effects = cancelIn(state);
      assert.deepEqual(kinds(effects), ['answer']);
      assert.match(toast(effects) ?? '', words);
    });
  }

  const working = (state: GenerationFacts['state']): Talk => {
    const talk = startTalk();
    talk.say('кот');
    talk.tap('Создать');
    talk.setContext({ generation: { ...done, id: baseContext.newGenerationId, state } });
    return talk;
  };
  test('/cancel means the one that was just ordered', () => {
    const effects = working('queued').command('cancel');
    assert.deepEqual(effects, [{ do: 'cancel', generationId: baseContext.newGenerationId }]);
  });
  test('/cancel after the result says so', () => {
    const talk = working('delivered');
    talk.command('cancel');
    assert.match(talk.last().view.text, /уже готово/);
  });
});

describe('deep links', () => {
  test('m_<key> opens the model', () => {
    const talk = startTalk();
    talk.command('start', 'm_careful');
    assert.match(talk.last().view.text, /<b>careful<\/b>[^]*Что понадобится: Описание/);
  });
  test('of a model that is gone opens the list', () => {
    const talk = startTalk();
    talk.command('start', 'm_gone');
    assert.match(talk.last().view.text, /Этой модели сейчас нет/);
  });
  test('anything else is a plain start', () => {
    const talk = startTalk();
    talk.command('start', 'ref_<b>');
    assert.match(talk.last().view.text, /Здравствуйте/);
  });
});

describe('in a group', () => {
  const group = (): Talk => startTalk({ chatKind: 'group' });
  test('talk among people is not for the bot', () => {
    const talk = group();
    const before = talk.state();
    assert.deepEqual(talk.say('кот'), []);
    assert.deepEqual(talk.media('photo'), []);
    assert.deepEqual(talk.state(), before);
  });
  test('commands and taps are', () => {
    const talk = group();
    assert.deepEqual(kinds(talk.command('models')), ['send']);
    assert.deepEqual(kinds(talk.tap('Показать все')), ['answer', 'edit']);
    assert.deepEqual(kinds(talk.tap('swift')), ['answer', 'edit']);
    assert.deepEqual(kinds(talk.tap('Создать')), ['answer', 'edit']);
    assert.match(talk.last().view.text, /Ответьте на это сообщение/);
  });
  test('a reply to the bot is an answer to its question', () => {
    const talk = group();
    begin(talk, 'swift');
    assert.deepEqual(kinds(talk.reply('кот')), ['send']);
    assert.equal(talk.state().screen.at, 'confirm');
  });
});

describe('the language', () => {
  for (const [clientLanguage, greeting] of [
    ['ru', /Здравствуйте/],
    ['en-GB', /Hello/],
    ['EN', /Hello/],
    ['uk', /Здравствуйте/],
    ['eng', /Здравствуйте/],
    [null, /Здравствуйте/],
  ] as const) {
    test(`of a client that says ${String(clientLanguage)}`, () => {
      const talk = startTalk({ clientLanguage });
      talk.command('start');
      assert.match(talk.last().view.text, greeting);
    });
  }
  test('once chosen wins over the client', () => {
    const talk = startTalk({ clientLanguage: 'en' });
    talk.command('language');
    talk.tap('Русский');
    talk.command('start');
    assert.match(talk.last().view.text, /Здравствуйте/);
  });
});

test('names and prompts cannot bring markup along', () => {
  const talk = startTalk({ firstName: '<b>&"Боб' });
  talk.command('start');
  assert.match(talk.last().view.text, /Здравствуйте, &lt;b&gt;&amp;&quot;Боб!/);
  talk.say('</blockquote><b>x');
  assert.match(talk.last().view.text, /<blockquote>&lt;\/blockquote&gt;&lt;b&gt;x<\/blockquote>/);
});
