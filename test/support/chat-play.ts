/** Plays steps as a private chat would see them: taps real buttons of real messages, old ones too. */
import type { Model } from '../../src/domain/catalog/model.ts';
import type {
  ChatContext,
  ChatEvent,
  Effect,
  GenerationFacts,
  IncomingFile,
  Reduced,
  View,
  WorkFile,
} from '../../src/domain/chat/contract.ts';
import { generationNamedBy, reduce } from '../../src/domain/chat/reduce.ts';
import { resultKeyboard } from '../../src/domain/chat/result-view.ts';
import { initialState, type ChatState } from '../../src/domain/chat/state.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import { baseContext, buttonsOf, strictTexts } from './chat.ts';

export type Step =
  | { readonly kind: 'text' | 'data'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string; readonly argument: string }
  /** The n-th button of the m-th latest message. */
  | { readonly kind: 'button'; readonly message: number; readonly button: number; readonly twice: boolean }
  | {
      readonly kind: 'media';
      readonly file: IncomingFile | null;
      readonly caption: string;
      readonly albumId: string | null;
    }
  /** Everything ordered so far is made: its buttons are in the chat, and it is among the works. */
  | { readonly kind: 'deliver'; readonly files: readonly WorkFile[] }
  | { readonly kind: 'catalog'; readonly models: readonly Model[] }
  | { readonly kind: 'context'; readonly change: Partial<ChatContext> };

/** What a chat may refer to: what was sent in it and made in it. */
export interface Own {
  /** Files as they were sent. */
  readonly fileIds: ReadonlySet<string>;
  readonly works: ReadonlySet<string>;
}

type React = (state: ChatState, event: ChatEvent, context: ChatContext) => Reduced;
/** Sees every reaction, with what it was made from. */
type Check = (event: ChatEvent, reduced: Reduced, context: ChatContext, before: ChatState, own: Own) => void;

export function createPlay(): {
  readonly react: React;
  readonly play: (models: readonly Model[], steps: readonly Step[], check: Check) => void;
} {
  const texts = strictTexts();
  const tools = createChatTools();
  const react: React = (state, event, context) => reduce(state, event, context, texts, tools);
  const keyboard = (generationId: string): View['keyboard'] =>
    resultKeyboard(texts.ru, { generationId, hasFile: true });
  return {
    react,
    play: (models, steps, check) => {
      const stage = new Stage(models, react, keyboard, check);
      for (const step of steps) stage.act(step);
    },
  };
}

class Stage {
  #state: ChatState = initialState;
  #context: ChatContext;
  #id = 1;
  readonly #react: React;
  readonly #keyboard: (generationId: string) => View['keyboard'];
  readonly #check: Check;
  /** The latest first. */
  readonly #shown: { readonly id: number; view: View }[] = [];
  readonly #orders = new Map<string, GenerationFacts>();
  readonly #fileIds = new Set<string>();

  constructor(
    models: readonly Model[],
    react: React,
    keyboard: (generationId: string) => View['keyboard'],
    check: Check,
  ) {
    this.#context = { ...baseContext, models };
    this.#react = react;
    this.#keyboard = keyboard;
    this.#check = check;
  }

  act(step: Step): void {
    switch (step.kind) {
      case 'text':
        this.#happen({ kind: 'text', text: step.text, messageId: this.#nextId() });
        break;
      case 'data':
        this.#happen({ kind: 'tap', data: step.text, messageId: this.#shown[0]?.id ?? 0, callbackQueryId: 'q' });
        break;
      case 'command':
        this.#happen({ ...step, messageId: this.#nextId() });
        break;
      case 'media':
        if (step.file !== null) this.#fileIds.add(step.file.fileId);
        this.#happen({ ...step, what: 'photo', messageId: this.#nextId() });
        break;
      case 'button':
        this.#tap(step);
        break;
      case 'deliver':
        this.#deliver(step.files);
        break;
      case 'catalog':
        this.#context = { ...this.#context, models: step.models };
        break;
      case 'context':
        this.#context = { ...this.#context, ...step.change };
        break;
    }
  }

  #tap({ message, button, twice }: Extract<Step, { readonly kind: 'button' }>): void {
    const from = this.#shown[message % Math.max(1, this.#shown.length)];
    if (from === undefined) return;
    const buttons = buttonsOf(from.view);
    const tapped = buttons[button % Math.max(1, buttons.length)];
    if (tapped === undefined || !('data' in tapped)) return;
    const tap = { kind: 'tap', data: tapped.data, messageId: from.id, callbackQueryId: 'q' } as const;
    this.#happen(tap);
    if (twice) this.#happen(tap);
  }

  #deliver(files: readonly WorkFile[]): void {
    for (const [id, order] of this.#orders) {
      if (order.state === 'delivered') continue;
      this.#orders.set(id, { ...order, state: 'delivered', files });
      this.#shown.unshift({ id: this.#nextId(), view: { text: 'result', keyboard: this.#keyboard(id) } });
    }
    const works = [...this.#orders.values()].filter(({ state }) => state === 'delivered').toReversed();
    this.#context = { ...this.#context, works };
  }

  #happen(event: ChatEvent): void {
    const before = this.#state;
    const named = generationNamedBy(event, before);
    this.#context = {
      ...this.#context,
      // Far enough apart that nothing here is a flood; floods have a test of their own.
      now: this.#context.now + 10_000,
      anyModel: (id) => this.#context.models.find((model) => model.id === id),
      newGenerationId: `g${String(this.#nextId()).padStart(11, '0')}`,
      generation: this.#orders.get(named ?? '') ?? null,
    };
    const reduced = this.#react(before, event, this.#context);
    this.#check(event, reduced, this.#context, before, {
      fileIds: this.#fileIds,
      works: new Set(this.#orders.keys()),
    });
    this.#state = reduced.state;
    for (const effect of reduced.effects) this.#remember(effect);
  }

  #remember(effect: Effect): void {
    if (effect.do === 'send') {
      const id = this.#nextId();
      this.#shown.unshift({ id, view: effect.view });
      if (effect.isScreen) this.#state = { ...this.#state, screenMessageId: id };
    }
    if (effect.do === 'edit') {
      const edited = this.#shown.find(({ id }) => id === effect.messageId);
      if (edited !== undefined) edited.view = effect.view;
    }
    if (effect.do === 'generate') {
      const { generationId: id, modelId, input } = effect;
      this.#orders.set(id, { id, modelId, input, state: 'queued', files: [], createdAt: this.#context.now });
    }
  }

  #nextId(): number {
    this.#id += 1;
    return this.#id;
  }
}
