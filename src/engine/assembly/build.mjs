/**
 * Compiles the engine to WebAssembly and puts the bytes into ../kernelBytes.ts, its elementary functions alone into
 * ../../mathematics/bytes.ts; writes the layout of its rows, as the classes here state it, to ../rows.ts. Does nothing when
 * all are newer.
 */
import { Buffer } from 'node:buffer';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const bytesFile = fileURLToPath(new URL('../kernelBytes.ts', import.meta.url));
const mathematicsFile = fileURLToPath(new URL('../../mathematics/bytes.ts', import.meta.url));
const rowsFile = fileURLToPath(new URL('../rows.ts', import.meta.url));
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' });
const newest = Math.max(...sources.map((name) => changed(folder + name)));
if (Math.min(...[bytesFile, rowsFile, mathematicsFile].map(changed)) <= newest) {
  writeFileSync(rowsFile, await layouts());
  // The header and the world's row stand below what the compiler puts into the memory.
  const memory = '--importMemory --sharedMemory --maximumMemory 65536 --memoryBase 4096';
  const features = '--enable simd --enable threads';
  await compile('index.ts', bytesFile, 'KERNEL_BYTES', `${memory} ${features}`);
  await compile('random/mathematics.ts', mathematicsFile, 'MATHEMATICS_BYTES', '--noExportMemory');
}

async function compile(source, file, name, more) {
  // Loading the compiler takes longer than all the rest.
  const { default: asc } = await import('assemblyscript/asc');
  const flags = `-O3 --converge --noAssert --runtime stub ${more}`.split(' ');
  const { error, stderr } = await asc.main(
    [source, '--baseDir', folder, '-o', 'out.wasm', ...flags],
    {
      writeFile: (_, bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        const code = `export const ${name} =\n  '${text}';\n`;
        writeFileSync(file, `/** Written by engine/assembly/build.mjs. */\n${code}`);
      },
    },
  );
  if (error) throw new Error(stderr.toString(), { cause: error });
}

/** The rows' fields: where each stands, of which type it is. Fields stand in order, each at a multiple of its size. */
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
  const head = `/** Written by assembly/build.mjs. */\nimport type { Layout } from './layout.js';\n`;
  const write = ({ name, bytes, fields }) => {
    const types = fields.map(([field]) => `  ${field}: number;\n`).join('');
    const places = fields
      .map(([field, at, type]) => `    ${field}: [${at}, '${type}'],\n`)
      .join('');
    const constant = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
    const layout = `{\n  name: '${name}',\n  bytes: ${bytes},\n  fields: {\n${places}  },\n}`;
    return `\nexport interface ${name}Row {\n${types}}\nexport const ${constant}: Layout<${name}Row> = ${layout};\n`;
  };
  return head + rows.map(write).join('');
}
