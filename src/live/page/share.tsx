/** To hand on what one sees: a link, a file, a picture, and the command that gives the same bytes. */
import { useState } from 'preact/hooks';
import { LinkError, linkOf, openLink, type Shared } from '../link.js';
import { given, notice, other, placement, seed, speed } from './state.js';

/** What the page's address holds, where it holds anything. */
export async function openFragment(): Promise<void> {
  if (location.hash.length < 2) return;
  try {
    const shared = await openLink(location.hash);
    given.value = shared.model;
    other.value = shared.other;
    seed.value = shared.seed;
    placement.value = shared.placement;
    speed.value = shared.speed;
  } catch (error) {
    notice.value = error instanceof LinkError ? error.message : 'this link cannot be opened';
  }
}

export function shared(): Shared {
  return {
    model: given.value,
    other: other.value,
    seed: seed.value,
    placement: placement.value,
    speed: speed.value,
  };
}

export function ShareMenu() {
  const [said, say] = useState('');
  const copy = async (): Promise<void> => {
    try {
      const link = await linkOf(shared());
      history.replaceState(null, '', link);
      await navigator.clipboard.writeText(location.href);
      say('the link is copied, and in the address');
    } catch (error) {
      say(
        error instanceof LinkError
          ? error.message
          : 'the link stands in the address: copy it from there',
      );
    }
  };
  return (
    <>
      <button type="button" data-part="link" onClick={() => void copy()}>
        Link
      </button>
      <button
        type="button"
        onClick={() => {
          download(`${fileName()}.yaml`, given.value.text, 'application/yaml');
        }}
      >
        File
      </button>
      <span class="small" role="status">
        {said}
      </span>
    </>
  );
}

function fileName(): string {
  return (given.value.name.split('/').pop() ?? 'model')
    .replace(/\.ya?ml$/, '')
    .replaceAll(/[^\w.-]/g, '-');
}

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
