/** Every fault by its name, and groups of them: what `--faults` understands. */
import { DATABASE_FAULTS } from './database.ts';
import type { Fault } from './fault.ts';
import { KIE_FAULTS } from './kie.ts';
import { PROCESS_FAULTS } from './processes.ts';
import { TELEGRAM_FAULTS } from './telegram.ts';

const GROUPS: Readonly<Record<string, Readonly<Record<string, Fault>>>> = {
  process: PROCESS_FAULTS,
  database: DATABASE_FAULTS,
  telegram: TELEGRAM_FAULTS,
  kie: KIE_FAULTS,
};

export const FAULTS: Readonly<Record<string, Fault>> = Object.assign({}, ...Object.values(GROUPS)) as Record<
  string,
  Fault
>;

/** By names and groups, separated by commas; `all` is all. Throws on a name that there is not. */
export function chooseFaults(list: string): Readonly<Record<string, Fault>> {
  const chosen: Record<string, Fault> = {};
  for (const name of list.split(',').map((part) => part.trim())) {
    const fault = FAULTS[name];
    const found = name === 'all' ? FAULTS : (GROUPS[name] ?? (fault === undefined ? undefined : { [name]: fault }));
    if (found === undefined) {
      throw new Error(`no fault ${name}; there are ${[...Object.keys(GROUPS), ...Object.keys(FAULTS)].join(', ')}`);
    }
    Object.assign(chosen, found);
  }
  return chosen;
}
