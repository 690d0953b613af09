/** What happens, as it happens: for the chat page's event stream and for whoever waits inside the sandbox. */
import type { SimEventData, SimEventName } from './contract.ts';

type Listener = (name: SimEventName, data: SimEventData) => void;

export class EventBus {
  readonly #listeners = new Set<Listener>();

  emit(name: SimEventName, data: SimEventData): void {
    for (const listener of [...this.#listeners]) listener(name, data);
  }

  /** Returns the unsubscribe function. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
