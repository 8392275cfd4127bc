import type { RunEvent } from '../execute/events.js';

/** Where a run tells how it goes. */
export interface EventSink {
  emit(event: RunEvent): void;
}
