/** What a dedicated worker's scope has; the DOM's types know pages only. */
export interface WorkerScope<Asked, Told> {
  readonly name: string;
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(told: Told): void;
}

export function workerScope<Asked, Told>(): WorkerScope<Asked, Told> {
  return globalThis as unknown as WorkerScope<Asked, Told>;
}

/** What a worker is for. */
export type Role = 'live' | 'study' | 'trial';

/** A worker of the page's own script. */
export function workerOf(script: string, name: Role): Worker {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  return new Worker(url, { name });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
