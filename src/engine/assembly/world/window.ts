/**
 * Connections whose bytes under way are limited: by a socket's buffer, send.buffer.bytes or
 * receive.buffer.bytes.
 *
 * Semantics: TCP has at most a window of bytes under way, which are acknowledged a round trip
 * later; so a connection carries a window a round trip. As a bucket: it holds a window of bytes, is
 * full after a round trip of silence, and fills at a window a round trip. A message's last byte
 * leaves when its own bytes are there, or when its transmission ends, whichever is later. The round
 * trip is twice the mean delay, and as many times as long as the link is slow.
 */

/** A bucket that has long been full. */
export const OPEN: f64 = -Infinity;

/**
 * When the last of a message's bytes has been let through that begins to leave at `start`; `due` is
 * what this returned for the one before.
 */
export function lastLeaves(
  due: f64,
  start: f64,
  bytes: f64,
  secondsPerByte: f64,
  roundTripSeconds: f64,
): f64 {
  const full = start - roundTripSeconds;
  return (due > full ? due : full) + bytes * secondsPerByte;
}
