const WIDTH = 96;

/** Text in lines of at most 96 characters, so far indented. */
export function wrapped(text: string, indent: number): string[] {
  const before = ' '.repeat(indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (indent + longer.length <= WIDTH || line === '') line = longer;
    else {
      lines.push(before + line);
      line = word;
    }
  }
  return [...lines, before + line];
}
