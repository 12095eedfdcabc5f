/**
 * To hand on what one sees: a link, a file, a picture, and the command that gives the same bytes.
 */
import { useState } from 'preact/hooks';
import { LinkError, linkOf, openLink, type Shared } from '../link.js';
import { MAXIMUM_CHARACTERS } from '../../model/limits.js';
import { NO_FILES } from '../givenModel.js';
import { runCall } from '../measured.js';
import { download, pngOf, svgText } from './files.js';
import { messageOf } from './workerScope.js';
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

function shared(): Shared {
  return {
    model: given.value,
    other: other.value,
    seed: seed.value,
    placement: placement.value,
    speed: speed.value,
  };
}

export function ShareMenu() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        data-part="share"
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        Share
      </button>
      {isOpen ? <Panel /> : null}
    </>
  );
}

function Panel() {
  const [said, say] = useState('');
  const [name] = useState(fileName());
  return (
    <div class="share">
      <div class="buttons">
        <button type="button" data-part="link" onClick={() => void copyLink().then(say)}>
          Copy a link
        </button>
        <button
          type="button"
          onClick={() => {
            download(`${name}.yaml`, given.value.text, 'application/yaml');
          }}
        >
          Save the model
        </button>
        <label class="file">
          Open a file
          <input
            type="file"
            accept=".yaml,.yml"
            onChange={({ currentTarget }) => void openFile(currentTarget.files?.[0]).then(say)}
          />
        </label>
        <PictureButtons name={name} say={say} />
      </div>
      <p class="small" role="status">
        {said}
      </p>
      <p class="small">
        In a terminal, once the model is saved: <code>npx highwater live {name}.yaml</code>,{' '}
        <code>npx highwater check {name}.yaml</code>,{' '}
        <code>
          {runCall(
            { ...given.value, name: `${name}.yaml` },
            { seed: seed.value, precision: 0.02, relief: true },
          )}
        </code>
        : the same model, seed and version give the same bytes there and here.
      </p>
      <p class="small">
        In a page of your own, where this one is on the web:{' '}
        <code>{`<iframe src="${shownAddress()}" title="Highwater"></iframe>`}</code>
      </p>
    </div>
  );
}

function shownAddress(): string {
  return location.href.length < 160 ? location.href : `${location.href.slice(0, 120)}…`;
}

/** The graph, and the three of the last minute. */
const PICTURES = [
  ['graph', 'graph-A'],
  ['latency', 'latency'],
  ['records a second', 'flow'],
  ['what waits', 'waits'],
] as const;

function PictureButtons({
  name,
  say,
}: {
  readonly name: string;
  readonly say: (text: string) => void;
}) {
  const [which, choose] = useState<string>(PICTURES[0][1]);
  const save = async (kind: 'svg' | 'png'): Promise<void> => {
    const picture = document.querySelector<SVGSVGElement>(`[data-picture="${which}"]`);
    if (picture === null) return;
    const content = kind === 'svg' ? svgText(picture) : await pngOf(picture);
    download(`${name}-${which}.${kind}`, content, kind === 'svg' ? 'image/svg+xml' : 'image/png');
    say('saved');
  };
  return (
    <span class="buttons">
      <label>
        Picture
        <select
          value={which}
          onChange={({ currentTarget }) => {
            choose(currentTarget.value);
          }}
        >
          {PICTURES.map(([label, part]) => (
            <option key={part} value={part}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {(['svg', 'png'] as const).map((kind) => (
        <button key={kind} type="button" data-part={kind} onClick={() => void save(kind)}>
          {kind.toUpperCase()}
        </button>
      ))}
    </span>
  );
}

async function copyLink(): Promise<string> {
  try {
    history.replaceState(null, '', await linkOf(shared()));
  } catch (error) {
    return messageOf(error);
  }
  try {
    await navigator.clipboard.writeText(location.href);
    return 'the link is copied, and stands in the address';
  } catch {
    return 'the link stands in the address: copy it from there';
  }
}

async function openFile(file: File | undefined): Promise<string> {
  if (file === undefined) return '';
  if (file.size > 4 * MAXIMUM_CHARACTERS) return `${file.name} is longer than a model may be`;
  const text = await file.text();
  given.value = { name: file.name, text, files: NO_FILES };
  return `${file.name} is open`;
}

function fileName(): string {
  const last = given.value.name.split('/').pop() ?? 'model';
  return last.replace(/\.ya?ml$/, '').replaceAll(/[^\w.-]/g, '-');
}
