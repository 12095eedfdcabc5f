/** A least-recently-used cache of keys. Semantics: ../engine/assembly/stores/cache.ts. */
export class LruCache {
  reads = 0;
  hits = 0;
  private readonly insertedAt = new Map<number, number>();

  constructor(
    private readonly capacity: number,
    private readonly timeToLiveSeconds: number,
  ) {}

  find(key: number, now: number, counts: boolean): boolean {
    const since = this.insertedAt.get(key);
    const found = since !== undefined && now - since <= this.timeToLiveSeconds;
    if (counts) {
      this.reads++;
      if (found) this.hits++;
    }
    if (!found) return false;
    this.insertedAt.delete(key);
    this.insertedAt.set(key, since);
    return true;
  }

  insert(key: number, now: number): void {
    this.insertedAt.delete(key);
    this.insertedAt.set(key, now);
    if (this.insertedAt.size <= this.capacity) return;
    for (const oldest of this.insertedAt.keys()) {
      this.insertedAt.delete(oldest);
      return;
    }
  }
}
