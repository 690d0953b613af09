/** A file that came by itself, or a result to go on from: what shall be done with it. */
import type { FileRef } from '../../catalog/file-ref.ts';
import { formatFileRef } from '../../catalog/file-ref.ts';
import type { MediaKind } from '../../catalog/fields.ts';
import type { Task } from '../../catalog/model.ts';
import type { Key } from '../buttons.ts';
import { fileLabel, sizeProblem } from '../form/files.ts';
import { rowsOf } from '../form/question.ts';
import { escapeHtml, paragraphs, quoted } from '../html.ts';
import { modelsFor, openModels, withFiles } from '../lists.ts';
import { filesOf } from '../carry.ts';
import { begin, openMenu } from '../open.ts';
import { show, type Scene, type ScreenRules, type SentFile, type Show } from '../scene.ts';
import { EVERY_MODEL, type Carry, type ScreenAt } from '../state.ts';
import { taskTitle } from '../words.ts';

type Intake = ScreenAt<'intake'>;

const PROMPT_LENGTH = 300;
/** As many as an album has. */
const MOST_FILES = 10;

/** What a person may want of such a file, in the order of the buttons; the rest is behind the choice of a model. */
const TASKS: Readonly<Record<MediaKind, readonly Task[]>> = {
  image: ['image-to-image', 'image-to-video', 'upscale', 'remove-background', 'lip-sync'],
  video: ['video-to-video', 'upscale', 'lip-sync'],
  audio: ['music', 'sound', 'lip-sync', 'speech', 'text'],
  document: ['text', 'speech', 'text-to-video'],
};

export const intake: ScreenRules<Intake> = {
  view: (screen, scene) => {
    const { t } = scene;
    const files = filesOf(screen.carry);
    const tasks = tasksFor(scene, screen);
    const isTaken = modelsFor(scene, EVERY_MODEL, picked(screen)).length > 0;
    const chosen = files[screen.chosen];
    const which =
      chosen === undefined ? t('files-count', { count: files.length }) : fileLabel(t, formatFileRef(chosen));
    return {
      text: paragraphs(
        isTaken ? t('intake') : whyNotTaken(scene, screen),
        `📎 ${escapeHtml(which)}`,
        screen.carry.prompt === null ? null : quoted(screen.carry.prompt, PROMPT_LENGTH),
      ),
      rows: [
        ...fileRows(scene, screen, files),
        ...rowsOf(
          tasks.map((task, index): Key => ({ text: intakeTitle(t, task), command: 'task', index })),
          2,
        ),
        ...(isTaken ? [[{ text: t('button-which-model'), command: 'models' }]] : []),
        [{ text: t('button-menu'), command: 'menu' }],
      ],
    };
  },
  tap: (screen, { command, index }, scene) => {
    switch (command) {
      case 'task': {
        const task = tasksFor(scene, screen)[index];
        return task === undefined ? null : beginTask(scene, screen, task);
      }
      case 'file':
        return index >= 0 && index <= screen.carry.files.length ? show({ ...screen, chosen: index }) : null;
      case 'models':
        return openModels(scene, EVERY_MODEL, picked(screen));
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  /** Words are what shall be done with it. */
  text: (screen, text, scene) => {
    const told = { ...screen, carry: { ...screen.carry, prompt: text } };
    const [task] = tasksFor(scene, told);
    return task === undefined ? show(told) : beginTask(scene, told, task);
  },
  file: (screen, sent, scene) => openIntake(scene, sent, sent.continues ? screen.carry : null),
};

/** `before`: what came with the same album. */
export function openIntake(scene: Scene, { file, caption }: SentFile, before: Carry | null = null): Show {
  const files = [...(before?.files ?? []), formatFileRef(file)].slice(0, MOST_FILES);
  const prompt = caption === '' ? (before?.prompt ?? null) : caption;
  return withFiles({ prompt, files }, scene.offered.length === 0 ? scene.t('no-models') : null);
}

/** The chosen file, or all of them. */
function picked({ carry, chosen }: Intake): Carry {
  const one = carry.files[chosen];
  return one === undefined ? carry : { ...carry, files: [one] };
}

function whyNotTaken({ t, offered }: Scene, screen: Intake): string {
  const [file] = filesOf(picked(screen));
  const fields = offered.flatMap((one) => one.fields);
  return (file === undefined ? null : sizeProblem(t, fields, file)) ?? t('intake-none');
}

function tasksFor(scene: Scene, screen: Intake): readonly Task[] {
  const [file] = filesOf(picked(screen));
  const tasks = file === undefined ? [] : TASKS[file.media];
  return tasks.filter((task) => modelsFor(scene, { ...EVERY_MODEL, task }, picked(screen)).length > 0);
}

/** The last used model of the task, or the most popular one; others are one tap away. */
function beginTask(scene: Scene, screen: Intake, task: Task): Show {
  const carry = picked(screen);
  const found = modelsFor(scene, { ...EVERY_MODEL, task }, carry);
  const last = scene.state.recent.map((id) => found.find(({ model }) => model.id === id)).find((one) => one);
  const best = last ?? found[0];
  return best === undefined ? openModels(scene, { ...EVERY_MODEL, task }, carry) : begin(scene, best, carry);
}

function fileRows({ t }: Scene, { chosen }: Intake, files: readonly FileRef[]): Key[][] {
  if (files.length < 2) return [];
  const mark = (text: string, index: number): string => (index === chosen ? `✅ ${text}` : text);
  const keys = files.map((_file, index): Key => ({ text: mark(String(index + 1), index), command: 'file', index }));
  const all: Key = { text: mark(t('button-all-files'), files.length), command: 'file', index: files.length };
  return rowsOf([...keys, all], 5).map((row) => [...row]);
}

function intakeTitle(t: Scene['t'], task: Task): string {
  switch (task) {
    case 'image-to-image':
      return t('intake-edit');
    case 'image-to-video':
      return t('intake-animate');
    case 'upscale':
      return t('intake-upscale');
    case 'remove-background':
      return t('intake-cut-out');
    case 'video-to-video':
      return t('intake-edit-video');
    case 'lip-sync':
      return t('intake-talk');
    case 'music':
      return t('intake-music');
    case 'speech':
      return t('intake-speech');
    case 'text-to-video':
      return taskTitle(t, task);
    case 'sound':
      return t('intake-sound');
    default:
      return t('intake-text');
  }
}
