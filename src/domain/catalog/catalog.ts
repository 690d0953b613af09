/** The models this service knows, as looked up by everybody else. */
import { AppError } from '../../shared/errors.ts';
import type { Model, Task } from './model.ts';
import { Snapshot } from './model.ts';

export interface Catalog {
  /** Where the data comes from, for people. */
  readonly takenFrom: string;
  /** The most popular first; withdrawn ones are not among them. */
  readonly models: readonly Model[];
  /** Also withdrawn ones, as does `byKey`: they still have a name under old results. */
  readonly byId: (id: string) => Model | undefined;
  readonly byKey: (key: string) => Model | undefined;
  /** In the order of `models`. */
  readonly modelsFor: (task: Task) => readonly Model[];
}

function index(models: readonly Model[], field: 'id' | 'key'): ReadonlyMap<string, Model> {
  const found = new Map(models.map((model) => [model[field], model]));
  if (found.size === models.length) return found;
  throw new AppError('UNEXPECTED', `the catalog has a model ${field} twice`);
}

/** Throws UNEXPECTED (a defect of the data) when two models share an id or a key. */
export function createCatalog(models: readonly Model[], takenFrom: string): Catalog {
  const ids = index(models, 'id');
  const keys = index(models, 'key');
  const active = models.filter((model) => model.status !== 'withdrawn');
  return {
    takenFrom,
    models: active,
    byId: (id) => ids.get(id),
    byKey: (key) => keys.get(key),
    modelsFor: (task) => active.filter((model) => model.tasks.includes(task)),
  };
}

/** Throws UNEXPECTED (a defect of the data) when the snapshot is not what model.ts says. */
export function loadSnapshot(json: unknown): Catalog {
  const parsed = Snapshot.safeParse(json);
  if (!parsed.success) throw new AppError('UNEXPECTED', 'the catalog cannot be read', { cause: parsed.error });
  return createCatalog(parsed.data.models, parsed.data.takenFrom);
}
