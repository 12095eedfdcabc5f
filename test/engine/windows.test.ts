/**
 * What a bank of stations counts near the edges of its window, and of jobs that are broken off: by
 * hand.
 */
import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import { StationBank } from '../../src/engine/station.js';

/** One instance, measured from 10 s to 20 s. */
function withBank(servers: number, what: (bank: StationBank) => void): void {
  const arena = new Arena();
  what(new StationBank('bank', 'station', 1, servers, 10, 20, arena));
  arena.close();
}

test('the longest queue is one of the window: none of the warm-up, none of what comes after', () => {
  withBank(1, (bank) => {
    bank.noteQueue(9, 7);
    bank.noteQueue(20, 6);
    expect(bank.queueMaximum).toBe(0);
    bank.noteQueue(10, 3);
    bank.noteQueue(15, 2);
    expect(bank.queueMaximum).toBe(3);
  });
  withBank(1, (bank) => {
    // Three wait in the warm-up, and one of them at 12 s, when another comes.
    for (const now of [1, 2, 3, 4]) bank.offer(0, now, 4, 1);
    expect(bank.queueMaximum).toBe(0);
    bank.offer(0, 12, 1, 1);
    expect(bank.queueMaximum).toBe(2);
  });
});

test('a job that waits when its station crashes has waited until then, and was never served', () => {
  withBank(1, (bank) => {
    bank.offer(0, 11, 7, 1);
    bank.offerUntil(0, 13, 2, 15);
    expect(bank.waitSum).toBe(2);
    expect(bank.queueSeconds).toBe(2);
    // Both until the crash or the end: 7 s of the first, 2 s of the other.
    expect(bank.sojournSeconds).toBe(9);
    expect(bank.busySeconds[0]).toBe(7);
  });
});
