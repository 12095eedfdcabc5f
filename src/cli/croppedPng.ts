/**
 * A PNG without what lies below some row (ISO/IEC 15948: a signature, then chunks of length, type,
 * data and CRC). Rows are filtered by what is above them, so the first ones can be kept as they
 * are.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;
/** Length and type before the data, CRC behind it. */
const [HEAD_BYTES, TAIL_BYTES] = [8, 4];
/** Samples of a pixel, by the color type: gray, -, RGB, palette, gray and alpha, -, RGBA. */
const SAMPLES = [1, 0, 3, 1, 2, 0, 4];

/** As it is where it has no more rows, or is interlaced. */
export function croppedPng(png: Buffer, rows: number): Buffer {
  const [head, ...others] = chunksOf(png);
  const [width, height] = [head.data.readUInt32BE(0), head.data.readUInt32BE(4)];
  const [depth, color, , , interlaced] = head.data.subarray(8);
  if (height <= rows || interlaced !== 0) return png;
  const rowBytes = 1 + Math.ceil((width * depth * SAMPLES[color]) / 8);
  const pixels = others.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const kept = inflateSync(Buffer.concat(pixels)).subarray(0, rows * rowBytes);
  const shorter = Buffer.from(head.data);
  shorter.writeUInt32BE(rows, 4);
  return Buffer.concat([
    png.subarray(0, SIGNATURE_BYTES),
    chunk('IHDR', shorter),
    ...others.filter(({ type }) => type === 'PLTE' || type === 'tRNS').map(written),
    chunk('IDAT', deflateSync(kept)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): Chunk[] {
  const all: Chunk[] = [];
  for (let at = SIGNATURE_BYTES; at < png.length;) {
    const [length, from] = [png.readUInt32BE(at), at + HEAD_BYTES];
    const type = png.toString('latin1', at + 4, from);
    all.push({ type, data: png.subarray(from, from + length) });
    at = from + length + TAIL_BYTES;
  }
  return all;
}

function written({ type, data }: Chunk): Buffer {
  return chunk(type, data);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
