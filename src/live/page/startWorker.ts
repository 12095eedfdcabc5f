/**
 * The page's worker: keeps worlds running, on a clock of its own, which goes on while the page is
 * not looked at.
 */
import type { Asked, Told } from '../messages.js';
import { Runner } from '../runner.js';

/** What a dedicated worker's scope has; the DOM's types know pages only. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(told: Told): void;
}

/** Milliseconds between ticks: as many frames as an eye follows. */
const TICK_MS = 60;

export function startWorker(): void {
  const scope = globalThis as unknown as WorkerScope;
  const tell = (told: Told): void => {
    scope.postMessage(told);
  };
  const runner = new Runner(() => performance.now(), tell);
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
  scope.onmessage = ({ data }) => {
    guarded(() => {
      runner.ask(data);
    });
  };
  setInterval(() => {
    guarded(() => {
      runner.tick();
    });
  }, TICK_MS);
}
