/** A progress bar on a terminal; nothing otherwise. */
import cliProgress from 'cli-progress';

export interface Progress {
  update: (done: number, planned: number, what: string) => void;
  stop: () => void;
}

export function progress(quiet: boolean): Progress {
  if (quiet || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: '{what} {bar} {value}/{total}',
    stream: process.stderr,
    clearOnComplete: true,
  });
  let running = false;
  return {
    update: (done, planned, what) => {
      if (!running) bar.start(planned, done, { what });
      running = true;
      bar.setTotal(planned);
      bar.update(done, { what });
    },
    stop: () => {
      bar.stop();
    },
  };
}
