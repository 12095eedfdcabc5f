/** `show DIR --figures svg|png`: the pictures of a page, each as a file in the folder. */
import { join } from 'node:path';
import { writeFiles } from '../execution/files.js';
import { resultFiles } from './pageFile.js';
import { UsageError } from './usageError.js';

/** Returns the paths, one a line. Throws UsageError where there is nothing to draw. */
export async function writePictures(folder: string, kind: 'svg' | 'png'): Promise<string> {
  const { pictureFiles } = await import('../report/page/pictures.js');
  const pictures = pictureFiles(resultFiles(folder));
  if (pictures.size === 0) {
    throw new UsageError(`${folder}: show --figures: its files have no picture`);
  }
  const drawn = kind === 'svg' ? pictures : await drawnAsPng(pictures);
  const named = new Map([...drawn].map(([name, data]) => [`figure-${name}.${kind}`, data]));
  writeFiles(folder, named);
  return [...named.keys()].map((name) => join(folder, name)).join('\n');
}

/** What of @resvg/resvg-js is used; it draws SVG without a browser. */
interface Resvg {
  readonly Resvg: new (
    svg: string,
    options: { readonly fitTo: { readonly mode: 'zoom'; readonly value: number } },
  ) => { render(): { asPng(): Uint8Array } };
}

/** Twice as many pixels each way as the picture has units. */
async function drawnAsPng(pictures: ReadonlyMap<string, string>): Promise<Map<string, Uint8Array>> {
  // Its name is not a literal, so that nothing asks for its types: it is an optional companion.
  const name = '@resvg/resvg-js';
  const { Resvg } = await (import(name) as Promise<Resvg>).catch(() => {
    throw new UsageError(
      'show --figures png: needs @resvg/resvg-js beside highwater; npm install @resvg/resvg-js, or write --figures svg',
    );
  });
  return new Map(
    [...pictures].map(([each, svg]) => {
      const image = new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 } });
      return [each, image.render().asPng()];
    }),
  );
}
