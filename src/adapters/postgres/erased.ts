/**
 * What of a generation is somebody's own, as the assignments of an update that erases it. Money, times and the states
 * stay. Whoever erases (its age, its person, the person's leave) erases the same.
 */

/** What it was ordered with, and what was written down of its failure. */
export const INPUT_ERASED = `input = '{}', failure_detail = null, input_erased_at = coalesce(input_erased_at, now())`;

/** What it made, and the ids of its files at Telegram. */
export const FILES_ERASED = `results = null, messages = null, files_erased_at = coalesce(files_erased_at, now())`;
