/** What a bank of stations counts near the edges of its window, and of jobs that are broken off: by hand. */
import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import { StationBank } from '../../src/engine/station.js';

/** One instance, measured from 10 s to 20 s. */
function withBank(servers: number, what: (bank: StationBank) => void): void {
  const arena = new Arena();
  what(new StationBank('bank', 'station', 1, servers, 10, 20, arena));
  arena.close();
}

test('servers that are occupied without a job are busy within the window alone', () => {
  withBank(2, (bank) => {
    bank.occupy(0, 8, 5);
    expect(bank.busySeconds[0]).toBe(2 * 3);
    bank.occupy(0, 18, 5);
    expect(bank.busySeconds[0]).toBe(2 * (3 + 2));
  });
});

test('a job that is broken off before the window has not waited in it, within the window until then', () => {
  withBank(1, (bank) => {
    bank.noteWait(5, 15);
    expect(bank.queueSeconds).toBe(5);
    bank.breakOff(7, 15);
    expect(bank.queueSeconds).toBe(0);
    bank.noteWait(12, 25);
    bank.breakOff(13, 25);
    expect(bank.queueSeconds).toBe(1);
  });
});

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

test('those who waited at a crash are gone: they are in no queue that comes after', () => {
  withBank(1, (bank) => {
    for (let job = 0; job < 6; job++) bank.offer(0, 11, 50, 1);
    expect(bank.queueMaximum).toBe(5);
    bank.crash(0, 12);
    bank.offer(0, 13, 50, 1);
    for (let job = 0; job < 5; job++) bank.offer(0, 14, 50, 1);
    expect(bank.queueMaximum).toBe(5);
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
