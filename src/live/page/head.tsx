/** Name and question of the model, the gallery, and how the page is shared. */
import { useState } from 'preact/hooks';
import { ShareMenu } from './share.js';
import { given, lastReadA, other, side, start, worldA, NOTHING } from './state.js';
import type { GivenModel } from '../givenModel.js';

export function Head() {
  const question = lastReadA.value?.model.question ?? '';
  const [isOpen, setOpen] = useState(false);
  return (
    <header class="head">
      <div class="title">
        <h1>{lastReadA.value?.model.name ?? given.value.name}</h1>
        <p>{question}</p>
      </div>
      <div class="tools">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          Models
        </button>
        <ShareMenu />
      </div>
      {isOpen ? (
        <Gallery
          done={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </header>
  );
}

/** The models that come with Highwater, each with its question. */
function Gallery({ done }: { readonly done: () => void }) {
  const open = (model: GivenModel): void => {
    worldA.value = NOTHING;
    other.value = null;
    side.value = 'A';
    given.value = model;
    done();
  };
  return (
    <ul class="gallery" aria-label="models that come with Highwater">
      {start.gallery.map((model) => (
        <li key={model.name}>
          <button
            type="button"
            onClick={() => {
              open(model);
            }}
          >
            <b>{model.name}</b>
            <span>{questionOf(model.text)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function questionOf(text: string): string {
  return /^question: *(.*)$/m.exec(text)?.[1] ?? /^# Question: *(.*)$/m.exec(text)?.[1] ?? '';
}
