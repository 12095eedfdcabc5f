/** Keeps worlds running, on a clock of its own, which goes on while the page is not looked at. */
import type { Asked, Told } from '../messages.js';
import { Runner } from '../runner.js';
import { messageOf, workerScope } from './workerScope.js';

/** Milliseconds between ticks: as many frames as an eye follows. */
const TICK_MS = 60;

export function startLiveWorker(): void {
  const scope = workerScope<Asked, Told>();
  const tell = (told: Told): void => {
    scope.postMessage(told);
  };
  const runner = new Runner(() => performance.now(), tell);
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      tell({ kind: 'failed', message: messageOf(error) });
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
