/** Compiles the kernels to WebAssembly and puts the bytes into src/engine/kernelBytes.ts; does nothing when that is newer. */
import { Buffer } from 'node:buffer';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../kernelBytes.ts', import.meta.url));
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newest = Math.max(...readdirSync(folder).map((name) => changed(folder + name)));
if (changed(target) <= newest) {
  // Loading the compiler takes longer than all the rest.
  const { default: asc } = await import('assemblyscript/asc');
  const options = '-O3 --converge --noAssert --runtime stub --importMemory --sharedMemory';
  const features = '--maximumMemory 65536 --enable simd --enable threads';
  const { error, stderr } = await asc.main(
    ['index.ts', '--baseDir', folder, '-o', 'kernels.wasm', ...`${options} ${features}`.split(' ')],
    {
      writeFile: (_, bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        const code = `export const KERNEL_BYTES =\n  '${text}';\n`;
        writeFileSync(target, `/** Written by assembly/build.mjs. */\n${code}`);
      },
    },
  );
  if (error) throw new Error(stderr.toString(), { cause: error });
}
