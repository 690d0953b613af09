/** One broadcast: a draft to finish, one under way, or a result. */
import type { Key } from '../../chat/buttons.ts';
import type { Translate } from '../../chat/contract.ts';
import { paragraphs, quoted } from '../../chat/html.ts';
import type { Tap } from '../../chat/scene.ts';
import { AUDIENCES, type Audience, type Broadcast, type BroadcastButton, type BroadcastStep } from '../broadcast.ts';
import { countsText, paceText, percentOf } from '../broadcast-words.ts';
import type { AdminPageAt } from '../page.ts';
import type { PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';

type Page = AdminPageAt<'broadcast'>;

const QUOTED_LENGTH = 500;
const BUTTONS: readonly (BroadcastButton | null)[] = [null, 'menu', 'topup'];

export const broadcast: PageRules<'broadcast'> = {
  view: (page, data, { t }) => {
    const back: Key[] = [{ text: t('button-back'), command: 'back' }];
    if (data === null) return { text: t('admin-broadcast-gone'), rows: [back] };
    const { broadcast: one, reach } = data;
    const said = page.said === null ? null : saidText(page.said, t);
    if (one.state === 'draft' && page.confirming === one.revision) {
      return {
        text: paragraphs(t('admin-broadcast-confirm', { reach }), contentText(one, t)),
        rows: [
          [{ text: t('button-admin-start'), command: 'start' }],
          [{ text: t('button-admin-not-yet'), command: 'refresh' }],
        ],
      };
    }
    return one.state === 'draft'
      ? { text: paragraphs(said, draftText(one, reach, t)), rows: [...draftKeys(one, t), back] }
      : { text: paragraphs(said, progressText(one, t)), rows: [...progressKeys(one, t), back] };
  },

  tap: (page, tap) => {
    switch (tap.command) {
      case 'back':
        return turnTo({ page: 'broadcasts', from: 0 });
      case 'refresh':
        return turnTo(calm(page));
      case 'write':
        return turnTo({ page: 'compose', draft: page.id });
      case 'ask':
        return turnTo({ ...calm(page), confirming: Math.max(0, tap.index) });
      default: {
        const step = stepOf(page, tap);
        return step === null ? null : turnTo(calm(page), { act: 'broadcast', step });
      }
    }
  },

  // The rest of an album whose first photo has become the draft; anything else is no business of this page.
  file: (page, { continues }, scene) =>
    continues ? turnTo(calm(page), null, scene.t('admin-compose-one-photo')) : null,
};

const calm = ({ id }: Page): Page => ({ page: 'broadcast', id, said: null, confirming: null });

/** What a button does to the broadcast. */
function stepOf({ id, confirming }: Page, { command, index }: Tap): BroadcastStep | null {
  switch (command) {
    case 'audience': {
      const audience = AUDIENCES[index];
      return audience === undefined ? null : { do: 'audience', id, audience };
    }
    case 'button': {
      const button = BUTTONS[index];
      return button === undefined ? null : { do: 'button', id, button };
    }
    case 'start':
      return confirming === null ? null : { do: 'start', id, revision: confirming };
    case 'preview':
    case 'stop':
    case 'resume':
    case 'discard':
      return { do: command, id };
    default:
      return null;
  }
}

function saidText(said: NonNullable<Page['said']>, t: Translate): string {
  switch (said) {
    case 'previewed':
      return t('admin-broadcast-previewed');
    case 'started':
      return t('admin-broadcast-started');
    case 'busy':
      return t('admin-broadcast-busy');
    case 'changed':
      return t('admin-broadcast-changed');
    case 'nobody':
      return t('admin-broadcast-nobody');
  }
}

const contentText = ({ text, photo }: Broadcast, t: Translate): string =>
  paragraphs(photo === null ? null : t('admin-broadcast-photo'), text === '' ? null : quoted(text, QUOTED_LENGTH));

const draftText = (one: Broadcast, reach: number, t: Translate): string =>
  paragraphs(t('admin-broadcast-draft'), contentText(one, t), t('admin-broadcast-reach', { reach }));

function audienceName(audience: Audience, t: Translate): string {
  switch (audience) {
    case 'all':
      return t('button-admin-audience-all');
    case 'ru':
      return t('button-admin-audience-ru');
    case 'en':
      return t('button-admin-audience-en');
  }
}

function buttonName(button: BroadcastButton | null, t: Translate): string {
  switch (button) {
    case null:
      return t('button-admin-bare');
    case 'menu':
      return t('button-menu');
    case 'topup':
      return t('button-topup');
  }
}

function draftKeys(one: Broadcast, t: Translate): Key[][] {
  const choice = (name: string, isChosen: boolean): string => (isChosen ? `✅ ${name}` : name);
  return [
    [
      { text: t('button-admin-preview'), command: 'preview' },
      { text: t('button-admin-rewrite'), command: 'write' },
    ],
    AUDIENCES.map((audience, index) => ({
      ...{ text: choice(audienceName(audience, t), audience === one.audience), command: 'audience', index },
    })),
    BUTTONS.map((button, index) => ({
      ...{ text: choice(buttonName(button, t), button === one.button), command: 'button', index },
    })),
    [{ text: t('button-admin-ask-start'), command: 'ask', index: one.revision }],
    [{ text: t('button-admin-discard'), command: 'discard' }],
  ];
}

function progressText(one: Broadcast, t: Translate): string {
  return paragraphs(
    stateText(one, t),
    contentText(one, t),
    countsText(one.counts, t),
    paceText(one.counts, one.workedMs, t),
  );
}

function stateText({ state, counts }: Broadcast, t: Translate): string {
  switch (state) {
    case 'running':
      return t('admin-broadcast-running', { percent: percentOf(counts) });
    case 'stopped':
      return t('admin-broadcast-stopped', { percent: percentOf(counts) });
    case 'draft':
    case 'done':
      return t('admin-broadcast-done');
  }
}

function progressKeys({ state }: Broadcast, t: Translate): Key[][] {
  switch (state) {
    case 'running':
      return [
        [
          { text: t('button-admin-refresh-broadcast'), command: 'refresh' },
          { text: t('button-admin-stop'), command: 'stop' },
        ],
      ];
    case 'stopped':
      return [[{ text: t('button-admin-resume'), command: 'resume' }]];
    case 'draft':
    case 'done':
      return [];
  }
}
