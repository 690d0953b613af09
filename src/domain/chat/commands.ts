/** The bot's menu of commands, in the shape of the Bot API's setMyCommands. Russian is for every other language too. */
import type { Language } from './contract.ts';

interface Command {
  readonly command: string;
  readonly description: string;
}

const DESCRIPTIONS: Readonly<Record<Language, readonly Command[]>> = {
  ru: [
    { command: 'start', description: 'Главное меню' },
    { command: 'models', description: 'Все модели' },
    { command: 'history', description: 'Мои работы' },
    { command: 'balance', description: 'Баланс' },
    { command: 'settings', description: 'Настройки' },
    { command: 'help', description: 'Как это работает' },
    { command: 'cancel', description: 'Отменить и начать заново' },
  ],
  en: [
    { command: 'start', description: 'Main menu' },
    { command: 'models', description: 'All models' },
    { command: 'history', description: 'My works' },
    { command: 'balance', description: 'Balance' },
    { command: 'settings', description: 'Settings' },
    { command: 'help', description: 'How it works' },
    { command: 'cancel', description: 'Cancel and start over' },
  ],
};

interface CommandMenu {
  readonly commands: readonly Command[];
  readonly language_code?: Language;
  /** Absent = for everybody. */
  readonly scope?: { readonly type: 'chat'; readonly chat_id: number };
}

export const COMMANDS: readonly CommandMenu[] = [
  { commands: DESCRIPTIONS.ru },
  { commands: DESCRIPTIONS.en, language_code: 'en' },
];

const PANEL: Readonly<Record<Language, Command>> = {
  ru: { command: 'admin', description: 'Панель администратора' },
  en: { command: 'admin', description: 'Admin panel' },
};

/** For an admin's own chat: it replaces the menu for everybody there, so it holds all of it. */
export function adminCommands(adminId: number): readonly CommandMenu[] {
  const scope = { type: 'chat', chat_id: adminId } as const;
  return [
    { commands: [...DESCRIPTIONS.ru, PANEL.ru], scope },
    { commands: [...DESCRIPTIONS.en, PANEL.en], language_code: 'en', scope },
  ];
}
