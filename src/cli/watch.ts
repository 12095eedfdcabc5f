/** Runs again when a file is saved: it looks three times a second, since editors replace files. */
import { statSync } from 'node:fs';
import type { Output } from './output.js';

const EVERY_MS = 300;

/**
 * Runs, and again after each change of one of the files, until the process is ended. What goes
 * wrong in a run is told, and the next change is waited for.
 */
export async function watch(
  files: readonly string[],
  run: () => Promise<void>,
  output: Output,
): Promise<never> {
  for (;;) {
    const before = stampOf(files);
    try {
      await run();
    } catch (error) {
      output.error(error instanceof Error ? error.message : String(error));
    }
    output.error(`waiting for ${files.join(', ')} to be saved (Ctrl-C ends)`);
    while (stampOf(files) === before) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }
}

/** When they were last written, and how long they are; of one that is not there nothing. */
function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? '' : `${stat.mtimeMs} ${stat.size}`;
    })
    .join();
}
