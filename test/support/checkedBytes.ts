/**
 * The engine's checked build (src/engine/assembly/checks/), in base64 as src/engine/kernelBytes.ts
 * has the product's.
 */
import { readFileSync } from 'node:fs';

export function checkedBytes(): string {
  return readFileSync(new URL('../../dist/test/checked.wasm', import.meta.url)).toString('base64');
}
