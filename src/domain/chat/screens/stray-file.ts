/** A file that came while another question was open. */
import { escapeHtml } from '../html.ts';
import { sheetOf, type Sheet } from '../form/choices.ts';
import type { FileField } from '../form/fields.ts';
import { fileProblem, placeFiles } from '../form/files.ts';
import type { Scene, SentFile, Show } from '../scene.ts';
import { fieldTitle } from '../words.ts';

/** It goes where this order has room for it, or the reason is said; `show` draws what was there before. */
export function strayFile(
  scene: Scene,
  sheet: Sheet,
  { file, continues }: SentFile,
  showAgain: (sheet: Sheet, notice: string) => Show,
): Show {
  const { t } = scene;
  const { values, left } = placeFiles(sheet.fields, sheet.values, [file]);
  if (left.length === 0) {
    const taker = sheet.fields.find(({ name }) => values[name] !== sheet.values[name]);
    const field = taker === undefined ? '' : escapeHtml(fieldTitle(t, taker));
    return showAgain(sheetOf(sheet.offered, values, sheet.way), t('file-added', { field }));
  }
  const takers = sheet.fields.filter((field): field is FileField => field.kind === 'file');
  const full = takers.find((field) => fileProblem(t, field, file) === null);
  if (full !== undefined) return showAgain(sheet, continues ? tooManyAtOnce(scene, full) : t('file-no-room'));
  const [first] = takers;
  return showAgain(sheet, (first === undefined ? null : fileProblem(t, first, file)) ?? t('file-not-asked'));
}

/** The rest of an album whose beginning has filled the question. */
function tooManyAtOnce({ t }: Scene, { many, max }: FileField): string {
  return many ? t('files-full', { max }) : t('file-only-one');
}
