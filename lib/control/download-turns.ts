import { OssicleError } from '../core/index.js';

/** Lets so many run at a time; others wait for their turn, first come, first served. */
export class DownloadTurns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** @throws OssicleError ABORTED when `signal` fires before the turn comes; what `work` throws. */
  async run(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      if (signal.aborted) throw new OssicleError('ABORTED', 'The download was cancelled.');
      await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
