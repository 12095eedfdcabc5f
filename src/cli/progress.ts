/**
 * A progress bar on a terminal: what is done of what is known to be left, the time left, the best
 * so far.
 */
import cliProgress from 'cli-progress';

export interface Progress {
  /** `best` is shown as it is. */
  update: (done: number, planned: number, what: string, best?: string) => void;
  stop: () => void;
}

/** `note` is shown behind the time left, anew each time. */
export function progress(quiet: boolean, note: () => string = () => ''): Progress {
  if (quiet || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const began = Date.now();
  const bar = new cliProgress.SingleBar({
    format: '{what} {bar} {value}/{total}, {left} left  {note}  {best}',
    stream: process.stderr,
    clearOnComplete: true,
  });
  let running = false;
  return {
    update: (done, planned, what, best = '') => {
      const elapsed = (Date.now() - began) / 1000;
      const left = done === 0 ? '?' : `${Math.ceil((elapsed * (planned - done)) / done)} s`;
      const payload = { what, left, note: note(), best: best === '' ? '' : `best: ${best}` };
      if (!running) bar.start(planned, done, payload);
      running = true;
      bar.setTotal(planned);
      bar.update(done, payload);
    },
    stop: () => {
      bar.stop();
    },
  };
}
