/**
 * A least-recently-used cache of keys.
 *
 * Semantics: a look-up that finds its key makes it the most recent; one that finds it older than
 * timeToLive does not find it. An insertion makes its key the most recent and, when there are more
 * than `capacity`, evicts the least recent. O(1) each.
 */
import { checkInUse, noteFree, noteInUse } from '../checks/pool';
import { allocate, none, rowBytes, some } from '../memory/memory';
import { LruCache, LruEntry } from './rows';

export function find(cache: LruCache, key: i32, now: f64, counts: bool): bool {
  const entry = changetype<LruEntry>(cache.entries.get(i64(key)));
  const found = some(entry) && now - entry.since <= cache.timeToLiveSeconds;
  if (counts) {
    cache.reads++;
    if (found) cache.hits++;
  }
  if (!found) return false;
  unlink(cache, entry);
  linkNewest(cache, entry);
  return true;
}

export function insert(cache: LruCache, key: i32, now: f64): void {
  let entry = changetype<LruEntry>(cache.entries.get(i64(key)));
  if (some(entry)) unlink(cache, entry);
  else {
    entry = takeEntry(cache);
    if (CHECKED) noteInUse(entry);
    entry.key = key;
    cache.entries.set(i64(key), changetype<usize>(entry));
  }
  entry.since = now;
  linkNewest(cache, entry);
  if (f64(cache.entries.size) <= cache.capacity) return;
  const oldest = cache.oldest;
  unlink(cache, oldest);
  cache.entries.remove(i64(oldest.key));
  if (CHECKED) noteFree(oldest);
  oldest.newer = cache.free;
  cache.free = oldest;
}

function takeEntry(cache: LruCache): LruEntry {
  const freed = cache.free;
  if (!some(freed)) return changetype<LruEntry>(allocate(rowBytes<LruEntry>()));
  cache.free = freed.newer;
  return freed;
}

function unlink(cache: LruCache, entry: LruEntry): void {
  if (CHECKED) checkInUse(entry);
  const older = entry.older;
  const newer = entry.newer;
  if (some(older)) older.newer = newer;
  else cache.oldest = newer;
  if (some(newer)) newer.older = older;
  else cache.newest = older;
}

function linkNewest(cache: LruCache, entry: LruEntry): void {
  const newest = cache.newest;
  entry.older = newest;
  entry.newer = none<LruEntry>();
  if (some(newest)) newest.newer = entry;
  else cache.oldest = entry;
  cache.newest = entry;
}
