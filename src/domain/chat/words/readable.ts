import { oneLine } from '../html.ts';

const LABEL_LENGTH = 40;

/** One line, short enough for a button. */
export function label(text: string): string {
  return oneLine(text, LABEL_LENGTH);
}

/** `num_inference_steps` -> `Num inference steps`; never empty, because a button must have a face. */
export function readable(name: string): string {
  const words = label(name.replaceAll(/[_\s]+/gu, ' '));
  if (words === '') return '·';
  const isShouting = words.length > 3 && words === words.toUpperCase();
  const calm = isShouting ? words.toLowerCase() : words;
  return calm.charAt(0).toUpperCase() + calm.slice(1);
}
