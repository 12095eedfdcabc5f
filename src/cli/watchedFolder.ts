/**
 * The folder of a run that is done again and again (--watch): only the last of its results are
 * kept; those that lay there before are kept aside, as ever.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export class WatchedFolder {
  private own: string | null = null;

  constructor(private readonly folder: string) {}

  /** The results there are this watch's. */
  note(): void {
    this.own = this.runId();
  }

  /** Before the next run: removes what this watch has left there, and nothing else. */
  forget(): void {
    if (this.own === null || this.runId() !== this.own) return;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Null where there are no results. */
  private runId(): string | null {
    try {
      const text = readFileSync(join(this.folder, 'manifest.json'), 'utf8');
      const { run_id } = JSON.parse(text) as { readonly run_id?: unknown };
      return typeof run_id === 'string' ? run_id : null;
    } catch {
      return null;
    }
  }
}
