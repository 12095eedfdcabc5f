/** What the pictures of a page are written as, each in a file of its own. */
import { Option } from 'commander';

const PICTURE_KINDS = ['svg', 'png'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

export function figuresOption(): Option {
  const option = new Option('--figures <kind>', 'write each picture of the page by its name');
  return option.choices(PICTURE_KINDS);
}
