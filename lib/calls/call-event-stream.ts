import { AsyncQueue, EventEmitter, type Listener, type Unsubscribe } from '../core/index.js';
import type { CallEvent, CallEventOf, CallEventType } from './call-events.js';

/** Events waiting for one slow iterator; beyond this its oldest are dropped. */
const maxWaitingEvents = 1024;

type EventMap = { [Type in CallEventType]: CallEventOf<Type> } & { '*': CallEvent };

/**
 * The events of one call, for listeners and for `for await`. Each iterator has its own cursor and sees every event
 * from its creation on; iterating ends after the call's last event. A listener that throws stops nobody.
 */
export class CallEventStream implements AsyncIterable<CallEvent> {
  readonly #emitter: EventEmitter<EventMap>;
  readonly #queues = new Set<AsyncQueue<CallEvent>>();
  #closed = false;

  constructor(onListenerError: (error: unknown) => void) {
    this.#emitter = new EventEmitter(onListenerError);
  }

  /** Calls `listener` for each event of `type`; `'*'` means every event. */
  on<Type extends CallEventType | '*'>(type: Type, listener: Listener<EventMap[Type]>): Unsubscribe {
    return this.#emitter.on(type, listener);
  }

  /** The same for the next such event alone. */
  once<Type extends CallEventType | '*'>(type: Type, listener: Listener<EventMap[Type]>): Unsubscribe {
    return this.#emitter.once(type, listener);
  }

  [Symbol.asyncIterator](): AsyncIterator<CallEvent, undefined> {
    const queue = new AsyncQueue<CallEvent>(maxWaitingEvents);
    if (this.#closed) queue.close();
    else this.#queues.add(queue);
    return {
      next: () => queue.next(),
      return: () => {
        this.#queues.delete(queue);
        queue.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  /** Tells every listener and iterator. For the call itself. */
  publish(event: CallEvent): void {
    for (const queue of this.#queues) queue.push(event);
    this.#emitter.emit(event.type, event as never);
    this.#emitter.emit('*', event);
  }

  /** No more events come. For the call itself. */
  close(): void {
    this.#closed = true;
    for (const queue of this.#queues) queue.close();
    this.#queues.clear();
  }
}
