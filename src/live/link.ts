/**
 * A link that holds a whole page: model, seed, settings, in its fragment, which no server is sent.
 *
 *     #1.<base64url of deflated JSON>
 *
 * The number in front is the format's version. What a link holds comes from strangers: its length
 * and what it inflates to are capped, and every field is checked.
 */
import { MAXIMUM_CHARACTERS } from '../model/limits.js';
import type { GivenModel } from './givenModel.js';

/** What a link tells. */
export interface Shared {
  readonly model: GivenModel;
  /** The second of two models side by side; null = there is one. */
  readonly other: GivenModel | null;
  readonly seed: string;
  readonly placement: number;
  /** Simulated seconds a second; Infinity = as fast as it goes. */
  readonly speed: number;
}

const VERSION = '1';
/** Characters of a fragment, and of the JSON in it. */
export const MOST_CHARACTERS = 100_000;
const MOST_INFLATED = 3 * MAXIMUM_CHARACTERS;
const MOST_SEED = 100;
const MOST_NAME = 200;

/** Why a link cannot be opened: a sentence for its reader. */
export class LinkError extends Error {}

/** The fragment, with its #. Throws LinkError for a model that is too long for one. */
export async function linkOf({ speed, ...shared }: Shared): Promise<string> {
  const json = JSON.stringify({ ...shared, speed: Number.isFinite(speed) ? speed : null });
  const bytes = new Blob([json]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const packed = new Uint8Array(await new Response(bytes).arrayBuffer());
  const fragment = `#${VERSION}.${base64(packed)}`;
  if (fragment.length > MOST_CHARACTERS) {
    throw new LinkError('the model is too long for a link: save it as a file');
  }
  return fragment;
}

/** Throws LinkError. */
export async function openLink(fragment: string): Promise<Shared> {
  const found = /^#(\d+)\.([\w-]*)$/.exec(fragment);
  if (found === null)
    throw new LinkError('this link is not one of Highwater’s, or a part of it is missing');
  const [, version, packed] = found;
  if (version !== VERSION) {
    throw new LinkError(
      `this link was made by another version of Highwater (format ${version}; this page reads ${VERSION})`,
    );
  }
  if (fragment.length > MOST_CHARACTERS)
    throw new LinkError('this link is longer than any that Highwater makes');
  let given: unknown;
  try {
    given = JSON.parse(await inflated(bytesOf(packed)));
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError('this link is damaged: copy it again, whole');
  }
  return sharedOf(given);
}

async function inflated(packed: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream: ReadableStream<Uint8Array> = new Blob([packed])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const text = new TextDecoder('utf-8', { fatal: true });
  let all = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return all + text.decode();
    all += text.decode(value, { stream: true });
    if (all.length > MOST_INFLATED) {
      await reader.cancel();
      throw new LinkError('this link holds more than a model may have');
    }
  }
}

function sharedOf(given: unknown): Shared {
  const { model, other, seed, placement, speed } = recordOf(given);
  return {
    model: modelOf(model),
    other: other === null || other === undefined ? null : modelOf(other),
    seed: textOf(seed, MOST_SEED),
    placement: countOf(placement),
    speed: speed === null ? Infinity : positive(speed),
  };
}

function modelOf(given: unknown): GivenModel {
  const { name, text, files } = recordOf(given);
  const read = Object.entries(recordOf(files)).map(
    ([path, content]) => [textOf(path, MOST_NAME), textOf(content, MOST_INFLATED)] as const,
  );
  return {
    name: textOf(name, MOST_NAME),
    text: textOf(text, MAXIMUM_CHARACTERS),
    files: Object.fromEntries(read),
  };
}

const DAMAGED = 'this link does not hold what a link of Highwater does';

function recordOf(given: unknown): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new LinkError(DAMAGED);
  return given as Record<string, unknown>;
}

function textOf(given: unknown, most: number): string {
  if (typeof given !== 'string' || given.length > most) throw new LinkError(DAMAGED);
  return given;
}

function countOf(given: unknown): number {
  if (!Number.isInteger(given) || Number(given) < 0) throw new LinkError(DAMAGED);
  return Number(given);
}

function positive(given: unknown): number {
  if (typeof given !== 'number' || !(given > 0)) throw new LinkError(DAMAGED);
  return given;
}

function base64(bytes: Uint8Array): string {
  const signs = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(signs).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const signs = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
}
