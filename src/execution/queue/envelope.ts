/**
 * A result on its way: what it is of, who made it, and its bytes, under a seal over all of that
 * (sealed.ts). Layout: seal, length of the head, the head as JSON, the payload.
 */
import { crc32 } from 'node:zlib';
import { NotWhole, openSealed, seal, SEAL_BYTES } from '../sealed.js';

export interface Head {
  /** Of the task. */
  readonly id: string;
  readonly worker: string;
  /** Why there is no result; null where there is one. */
  readonly failed: string | null;
}

const HEAD_BYTES = SEAL_BYTES + 4;

export function toEnvelope(head: Head, payload: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(HEAD_BYTES + json.length + payload.length);
  new DataView(bytes.buffer).setUint32(SEAL_BYTES, json.length);
  bytes.set(json, HEAD_BYTES);
  bytes.set(payload, HEAD_BYTES + json.length);
  return seal(bytes);
}

/** Throws NotWhole where the seal is broken, or the result is another task's. */
export function openEnvelope(
  bytes: Uint8Array,
  id: string,
): { readonly head: Head; readonly payload: Uint8Array } {
  const end = HEAD_BYTES + openSealed(bytes, HEAD_BYTES).getUint32(SEAL_BYTES);
  if (end > bytes.length) throw new NotWhole();
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD_BYTES, end))) as Head;
  if (head.id !== id) throw new NotWhole();
  return { head, payload: bytes.subarray(end) };
}

/** Of a payload alone: the same whoever made it. */
export function checksum(payload: Uint8Array): string {
  return crc32(payload).toString(16).padStart(8, '0');
}
