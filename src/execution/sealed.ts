/**
 * Bytes under a seal: they begin with the CRC-32 of all that follows, so that a file that was torn
 * or changed is told from one that is whole.
 */
import { existsSync, readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

export const SEAL_BYTES = 4;

/** Bytes that are not what was sealed, or not what their reader knows. */
export class NotWhole extends Error {
  constructor() {
    super('a result is not whole');
  }
}

/** Writes the seal into the first SEAL_BYTES, which must be free for it; returns the bytes. */
export function seal(bytes: Uint8Array): Uint8Array {
  viewOf(bytes).setUint32(0, crc32(bytes.subarray(SEAL_BYTES)));
  return bytes;
}

/**
 * A view of sealed bytes that have a head of so many; throws NotWhole where they are not as they
 * were sealed.
 */
export function openSealed(bytes: Uint8Array, headBytes: number): DataView {
  const head = viewOf(bytes);
  if (bytes.length < headBytes || head.getUint32(0) !== crc32(bytes.subarray(SEAL_BYTES))) {
    throw new NotWhole();
  }
  return head;
}

/** What `read` makes of a file; null where there is none, or `read` throws. */
export function readSealed<Content>(
  file: string,
  read: (bytes: Uint8Array) => Content,
): Content | null {
  if (!existsSync(file)) return null;
  try {
    const { buffer, byteOffset, length } = readFileSync(file);
    return read(new Uint8Array(buffer, byteOffset, length));
  } catch {
    return null;
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
