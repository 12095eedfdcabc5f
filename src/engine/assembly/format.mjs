/**
 * Lets Prettier format AssemblyScript: TypeScript, but for decorators of functions, which its
 * parser refuses. It is shown them as comments of the same length; what it prints of comments is
 * the source itself.
 */
import { parsers as typescript } from 'prettier/plugins/typescript';

const parser = typescript.typescript;

export const parsers = {
  assemblyscript: {
    ...parser,
    parse: (text, options) => parser.parse(text.replaceAll(/^@\w/gm, '//'), options),
  },
};
