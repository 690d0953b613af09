/**
 * Parameters that name an earlier task or one of its tracks: both must be the caller's own, finished, and of a model
 * whose results fit. Real messages: `recordInfo is null` for tasks, `Record does not exist` for Suno's tracks.
 */
import { WorkSource } from '../../domain/catalog/work-ref.ts';
import type { Account } from './accounts.ts';
import { filesOf, isGiven, type Order } from './order.ts';
import type { Task, Tasks } from './tasks.ts';

interface Source {
  readonly what: WorkSource['what'];
  /** Undefined = any model. */
  readonly models: readonly string[] | undefined;
  readonly id: string;
}

const TASK_NAME = /^task_?id$/i;
const TRACK_NAME = /^audio_?id$/i;

/** By what the schema says, else by the name. */
function sourceOf(name: string, schema: unknown, id: string): Source | undefined {
  const told = WorkSource.safeParse((schema as Readonly<Record<string, unknown>>)['x-source']);
  if (told.success) return { ...told.data, id };
  if (TASK_NAME.test(name)) return { what: 'task', models: undefined, id };
  return TRACK_NAME.test(name) ? { what: 'track', models: undefined, id } : undefined;
}

function sourcesOf({ model, input }: Order): readonly Source[] {
  return Object.entries(model.input.properties).flatMap(([name, schema]) => {
    const value = input[name];
    const source = isGiven(value) ? sourceOf(name, schema, String(value)) : undefined;
    return source === undefined ? [] : [source];
  });
}

const hasTrack = (task: Task, id: string): boolean => task.result?.data?.some((track) => track.id === id) ?? false;

export interface Sources {
  /** The earlier task that the order goes on from, when it names one. */
  readonly earlier: (order: Order) => Task | undefined;
  /** The message of the refusal, or undefined. */
  readonly problem: (account: Account, order: Order) => string | undefined;
}

export function createSources(tasks: Pick<Tasks, 'find' | 'all'>): Sources {
  const fits = (task: Task | undefined, { models }: Source, account: Account): task is Task =>
    task?.account === account && task.state === 'success' && (models?.includes(task.model.id) ?? true);
  const taskOf = (order: Order): string | undefined => sourcesOf(order).find(({ what }) => what === 'task')?.id;

  const trackProblem = (account: Account, order: Order, source: Source): string | undefined => {
    const named = taskOf(order);
    // Beside an uploaded file the id is a name that the caller makes up.
    if (named === undefined && filesOf(order).length > 0) return undefined;
    const candidates = named === undefined ? tasks.all() : [tasks.find(named)];
    const found = candidates.some((task) => fits(task, source, account) && hasTrack(task, source.id));
    return found ? undefined : 'Record does not exist';
  };
  return {
    earlier: (order) => {
      const id = taskOf(order);
      return id === undefined ? undefined : tasks.find(id);
    },
    problem: (account, order) => {
      for (const source of sourcesOf(order)) {
        if (source.what === 'task' && !fits(tasks.find(source.id), source, account)) return 'recordInfo is null';
        const problem = source.what === 'track' ? trackProblem(account, order, source) : undefined;
        if (problem !== undefined) return problem;
      }
      return undefined;
    },
  };
}
