/** `--figures svg|png`: the pictures of a page, each as a file in the folder. */
import { join } from 'node:path';
import { writeFiles } from '../execution/files.js';
import { resultFiles } from './pageFile.js';
import type { PictureKind } from './pictureKind.js';
import { chromiumPath, drawnByChromium, ZOOM } from './pngByChromium.js';
import { UsageError } from './usageError.js';

/** Returns the paths, one a line. Throws UsageError where there is nothing to draw. */
export async function writePictures(folder: string, kind: PictureKind): Promise<string> {
  const { pictureFiles } = await import('../report/page/pictures.js');
  const pictures = pictureFiles(resultFiles(folder));
  if (pictures.size === 0) {
    throw new UsageError(`${folder}: --figures: its files have no picture`);
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

/**
 * By @resvg/resvg-js where it is installed beside Highwater, else by a Chromium on this machine:
 * both draw what the SVG says, the fonts are those of the machine.
 */
async function drawnAsPng(pictures: ReadonlyMap<string, string>): Promise<Map<string, Uint8Array>> {
  // Its name is not a literal, so that nothing asks for its types: it is an optional companion.
  const name = '@resvg/resvg-js';
  const found = await (import(name) as Promise<Resvg>).catch(() => null);
  if (found !== null) {
    return new Map(
      [...pictures].map(([each, svg]) => {
        const image = new found.Resvg(svg, { fitTo: { mode: 'zoom', value: ZOOM } });
        return [each, image.render().asPng()];
      }),
    );
  }
  const chromium = chromiumPath();
  if (chromium === null) {
    throw new UsageError(
      '--figures png: needs @resvg/resvg-js beside highwater (npm install @resvg/resvg-js), or a Chromium on the PATH or at CHROME_PATH; or write --figures svg',
    );
  }
  return new Map([...pictures].map(([each, svg]) => [each, drawnByChromium(chromium, svg)]));
}
