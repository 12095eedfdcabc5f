import { render } from 'preact';
import { App } from './app.js';
import { startLive } from './live.js';
import { openFragment } from './share.js';

/** Draws the page, opens what its link holds, and starts its worker. */
export function startPage(): void {
  const script = document.currentScript?.textContent ?? '';
  const place = document.querySelector('#page');
  if (place === null) throw new Error('a page without a place for it');
  const begin = (): void => {
    place.textContent = '';
    startLive(script);
    render(<App />, place);
  };
  openFragment().then(begin, begin);
}
