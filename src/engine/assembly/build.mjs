/**
 * Compiles the engine to WebAssembly and puts the bytes into ../kernelBytes.ts, its elementary
 * functions alone into ../../mathematics/bytes.ts; with --checked also the build with the
 * assertions of checks/, into dist/test/checked.wasm, which tests need and no package carries;
 * writes the layout of its rows, as the classes here state it, and the events' names to ../rows.ts.
 * Does nothing when all are newer.
 */
import { Buffer } from 'node:buffer';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const bytesFile = fileURLToPath(new URL('../kernelBytes.ts', import.meta.url));
const mathematicsFile = fileURLToPath(new URL('../../mathematics/bytes.ts', import.meta.url));
const rowsFile = fileURLToPath(new URL('../rows.ts', import.meta.url));
const checkedFile = fileURLToPath(new URL('../../../dist/test/checked.wasm', import.meta.url));
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' });
const newest = Math.max(...sources.map((name) => changed(folder + name)));
// The header and the world's row stand below what the compiler puts into the memory.
const memory = '--importMemory --sharedMemory --maximumMemory 65536 --memoryBase 4096';
const all = `${memory} --enable simd --enable threads`;
const isOld = (...files) => Math.min(...files.map(changed)) <= newest;
if (isOld(bytesFile, rowsFile, mathematicsFile)) {
  writeFileSync(rowsFile, await layouts());
  const kernels = await compile('index.ts', `-O3 ${all}`);
  writeText(bytesFile, 'KERNEL_BYTES', kernels);
  const functions = await compile('random/mathematics.ts', '-O3 --converge --noExportMemory');
  writeText(mathematicsFile, 'MATHEMATICS_BYTES', functions);
}
if (argv.includes('--checked') && isOld(checkedFile)) {
  const checked = await compile('index.ts', `-O1 --use CHECKED=1 ${all}`, (text) => text);
  mkdirSync(new URL('.', pathToFileURL(checkedFile)), { recursive: true });
  writeFileSync(checkedFile, checked);
}

/**
 * The product has none of the assertions: byte for byte it is what it would be if they had never
 * been written.
 */
function unchecked(text) {
  return text.replaceAll(/^ *if \(CHECKED\)[^;]*;\n/gm, '');
}

async function compile(source, more, edit = unchecked) {
  // Loading the compiler takes longer than all the rest.
  const { default: asc } = await import('assemblyscript/asc');
  const flags = `--noAssert --runtime stub ${more}`.split(' ');
  let found = null;
  const { error, stderr } = await asc.main(
    [source, '--baseDir', folder, '-o', 'out.wasm', ...flags],
    {
      // The compiler tries several names for a module.
      readFile: (name, base) =>
        existsSync(base + name) ? edit(readFileSync(base + name, 'utf8')) : null,
      writeFile: (_, bytes) => {
        found = bytes;
      },
    },
  );
  if (error) throw new Error(stderr.toString(), { cause: error });
  return found;
}

function writeText(file, name, bytes) {
  const code = `export const ${name} =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
  writeFileSync(file, `/** Written by engine/assembly/build.mjs. */\n${code}`);
}

/**
 * The names of events, by kind: the constants of world/kinds.ts that count from 0 on, up to the
 * first that does not.
 */
function eventKinds() {
  const text = readFileSync(`${folder}world/kinds.ts`, 'utf8');
  const names = [];
  for (const [, name, number] of text.matchAll(/export const (\w+): i32 = (\d+);/g)) {
    if (Number(number) !== names.length) break;
    names.push(`  '${name}',\n`);
  }
  return `\nexport const EVENT_KINDS: readonly string[] = [\n${names.join('')}];\n`;
}

/**
 * The rows' fields: where each stands, of which type it is. Fields stand in order, each at a
 * multiple of its size.
 */
async function layouts() {
  const { default: ts } = await import('typescript');
  const sizes = { bool: 1, i32: 4, u32: 4, usize: 4, f64: 8, i64: 8, u64: 8 };
  const rows = [];
  for (const name of sources.filter((each) => each.endsWith('.ts')).sort()) {
    const file = ts.createSourceFile(name, readFileSync(folder + name, 'utf8'), 99, true);
    file.forEachChild((node) => {
      if (!ts.isClassDeclaration(node)) return;
      let end = 0;
      const fields = [];
      for (const member of node.members) {
        if (!ts.isPropertyDeclaration(member)) continue;
        const written = member.type.getText();
        // What is not a number is a pointer to a row.
        const type = written in sizes ? written : 'usize';
        const at = Math.ceil(end / sizes[type]) * sizes[type];
        end = at + sizes[type];
        fields.push([member.name.getText(), at, type]);
      }
      rows.push({ name: node.name.getText(), bytes: Math.ceil(end / 64) * 64, fields });
    });
  }
  const head = `/** Written by assembly/build.mjs. */\nimport type { Layout } from './rowLayout.js';\n`;
  const write = ({ name, bytes, fields }) => {
    const types = fields.map(([field]) => `  ${field}: number;\n`).join('');
    const places = fields
      .map(([field, at, type]) => `    ${field}: [${at}, '${type}'],\n`)
      .join('');
    const constant = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
    const layout = `{\n  name: '${name}',\n  bytes: ${bytes},\n  fields: {\n${places}  },\n}`;
    return `\nexport interface ${name}Row {\n${types}}\nexport const ${constant}: Layout<${name}Row> = ${layout};\n`;
  };
  return head + rows.map(write).join('') + eventKinds();
}
