/** The dialog's texts from Fluent files (projectfluent.org), one per language, plural rules included. */
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { readdirSync, readFileSync } from 'node:fs';
import type { Language, Texts, Translate } from '../../domain/chat/contract.ts';

const FOLDER = new URL('../../domain/chat/texts/', import.meta.url);

export interface LoadTextsOptions {
  /**
   * Called with a missing key or variable. The default ignores it, because a person with a readable stopgap is better
   * off than one without an answer; tests throw.
   */
  readonly onProblem?: (problem: string) => void;
}

/** Reads the files; a role calls it once while it is wired. */
export function loadTexts(options: LoadTextsOptions = {}): Texts {
  const { onProblem = () => undefined } = options;
  return { ru: translator('ru', onProblem), en: translator('en', onProblem) };
}

function translator(language: Language, onProblem: (problem: string) => void): Translate {
  // Isolation marks around every variable would be sent along and break what people copy.
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const file of filesOf(language)) {
    const source = readFileSync(new URL(file, FOLDER), 'utf8');
    for (const error of bundle.addResource(new FluentResource(source))) onProblem(`${file}: ${error.message}`);
  }

  return (key, args = {}) => {
    const pattern = bundle.getMessage(key)?.value ?? null;
    if (pattern === null) {
      onProblem(`${language}: there is no text "${key}"`);
      return key.replaceAll('-', ' ');
    }
    const errors: Error[] = [];
    const text = bundle.formatPattern(pattern, args, errors);
    for (const error of errors) onProblem(`${language}: ${key}: ${error.message}`);
    return text;
  };
}

/** `ru.ftl` and `<part>.ru.ftl`. */
function filesOf(language: Language): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file === `${language}.ftl` || file.endsWith(`.${language}.ftl`))
    .toSorted();
}
