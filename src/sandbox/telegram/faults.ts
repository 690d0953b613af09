/** Failures on order: what the next calls of a method should suffer. */
import type { SimFault, SimFaultSpec } from './fault-contract.ts';

export class Faults {
  #active: SimFault[] = [];
  #nextId = 1;

  add(spec: SimFaultSpec): SimFault {
    const fault: SimFault = { ...spec, id: this.#nextId, behaviour: spec.behaviour ?? 'error', times: spec.times ?? 1 };
    this.#nextId += 1;
    this.#active.push(fault);
    return fault;
  }

  list(): readonly SimFault[] {
    return this.#active;
  }

  clear(): void {
    this.#active = [];
  }

  /** The oldest fault that fits, one of its times used up. */
  take(botId: string, method: string): SimFault | null {
    const fits = (fault: SimFault): boolean =>
      (fault.botId ?? botId) === botId && (fault.method ?? method).toLowerCase() === method.toLowerCase();
    const index = this.#active.findIndex(fits);
    const fault = this.#active[index];
    if (fault === undefined) return null;
    if (fault.times === 1) this.#active.splice(index, 1);
    else if (fault.times > 1) this.#active[index] = { ...fault, times: fault.times - 1 };
    return fault;
  }
}
