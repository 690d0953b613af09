/** The models this service knows, as looked up by everybody else. */
import { AppError } from '../../shared/errors.ts';
import type { Model, Task } from './model.ts';
import { Snapshot } from './model.ts';

export interface Catalog {
  /** Where the data comes from, for people. */
  readonly takenFrom: string;
  /** The most popular first. */
  readonly models: readonly Model[];
  readonly byId: (id: string) => Model | undefined;
  readonly byKey: (key: string) => Model | undefined;
  /** In the order of `models`. */
  readonly modelsFor: (task: Task) => readonly Model[];
}

/** May be offered at all: at least one of its prices needs nothing but the input. */
export function sold(model: Pick<Model, 'prices'>): boolean {
  return model.prices.some((rule) =>
    Object.keys(rule.when).every((name) => !name.startsWith('$') || name === '$videoInput'),
  );
}

function index(models: readonly Model[], field: 'id' | 'key'): ReadonlyMap<string, Model> {
  const found = new Map(models.map((model) => [model[field], model]));
  if (found.size === models.length) return found;
  throw new AppError('UNEXPECTED', `the catalog has a model ${field} twice`);
}

/** Throws UNEXPECTED (a defect of the data) when the snapshot is not what model.ts says. */
export function loadSnapshot(json: unknown): Catalog {
  const parsed = Snapshot.safeParse(json);
  if (!parsed.success) throw new AppError('UNEXPECTED', 'the catalog cannot be read', { cause: parsed.error });
  const { takenFrom, models } = parsed.data;
  const ids = index(models, 'id');
  const keys = index(models, 'key');
  return {
    takenFrom,
    models,
    byId: (id) => ids.get(id),
    byKey: (key) => keys.get(key),
    modelsFor: (task) => models.filter((model) => model.tasks.includes(task)),
  };
}
