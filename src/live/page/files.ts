/** Files that the page hands out. */
import { pageText } from '../../report/page/page.js';

export function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 1000);
}

/**
 * report.html. A page's hashes come later than they are asked for: they are asked for once, then
 * put in.
 */
export async function reportText(files: ReadonlyMap<string, string>): Promise<string> {
  const texts: string[] = [];
  pageText(files, (text) => {
    texts.push(text);
    return '';
  });
  const hashes = new Map(
    await Promise.all(texts.map(async (text) => [text, await sha256(text)] as const)),
  );
  return pageText(files, (text) => hashes.get(text) ?? '');
}

async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(
    await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)),
  );
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/**
 * A picture of the page as a file that stands alone: with the page's style, whose colors follow
 * light and dark.
 */
export function svgText(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const { width, height } = picture.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.removeAttribute('style');
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  const page = document.querySelector('style')?.textContent ?? '';
  style.textContent = `${page}svg{background:var(--paper)}`;
  copy.prepend(style);
  return new XMLSerializer().serializeToString(copy);
}

/** PNG pixels of one of a picture. */
const PIXELS = 2;

export function pngOf(picture: SVGSVGElement): Promise<Blob> {
  const { width, height } = picture.viewBox.baseVal;
  const image = new Image();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width * PIXELS, height * PIXELS];
  return new Promise((resolve, reject) => {
    image.onerror = () => {
      reject(new Error('this browser cannot draw the picture'));
    };
    image.onload = () => {
      canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => {
        if (blob === null) reject(new Error('this browser cannot write the picture'));
        else resolve(blob);
      }, 'image/png');
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(picture))}`;
  });
}
