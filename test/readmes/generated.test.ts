/**
 * What the READMEs say of keys, columns, stages, commands and layers is what the code has. To write
 * it anew: npm run readmes
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readmes } from './blocks.js';
import { GENERATED } from './generated.js';

const PART = /(<!-- made: (\w+) -->\n)[^]*?(\n<!-- end -->)/g;

test('the parts that are made from the code are as it has them; each part is somewhere, once', async () => {
  const parts = new Map<string, string>();
  for (const [name, make] of Object.entries(GENERATED)) parts.set(name, await make());
  const seen: string[] = [];
  for (const file of readmes()) {
    const text = readFileSync(file, 'utf8');
    const fresh = text.replaceAll(PART, (_, begin: string, name: string, end: string) => {
      seen.push(name);
      return `${begin}\n${parts.get(name) ?? ''}\n${end}`;
    });
    if (process.env['UPDATE_READMES'] === '1') writeFileSync(file, fresh);
    else expect(text, `${file}: npm run readmes`).toBe(fresh);
  }
  expect(seen.sort()).toEqual(Object.keys(GENERATED).sort());
});
