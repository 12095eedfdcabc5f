/** Name and question of the model, the gallery, and how the page is shared. */
import { batch } from '@preact/signals';
import { useState } from 'preact/hooks';
import { ShareMenu } from './share.js';
import { given, lastReadA, lesson, other, side, start, worldA, NOTHING } from './state.js';
import { LESSONS, lessonModels, type Lesson } from '../lessons.js';
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
          data-part="models"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          Models and lessons
        </button>
        <ShareMenu />
      </div>
      {lesson.value === null ? null : <LessonLine now={lesson.value} />}
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
  const open = (model: GivenModel, second: GivenModel | null, now: Lesson | null): void => {
    batch(() => {
      worldA.value = NOTHING;
      other.value = second;
      side.value = 'A';
      given.value = model;
      lesson.value = now;
    });
    done();
  };
  const learn = (now: Lesson): void => {
    const models = lessonModels(now, start.gallery);
    if (models !== null) open(models.a, models.b, now);
  };
  return (
    <>
      <h2>Models</h2>
      <ul class="gallery" aria-label="models that come with Highwater">
        {start.gallery.map((model) => (
          <li key={model.name}>
            <button
              type="button"
              onClick={() => {
                open(model, null, null);
              }}
            >
              <b>{model.name}</b>
              <span>{questionOf(model.text)}</span>
            </button>
          </li>
        ))}
      </ul>
      <h2>Lessons: break it, then mend it</h2>
      <ul class="gallery" aria-label="lessons">
        {LESSONS.map((each) => (
          <li key={each.name}>
            <button
              type="button"
              data-lesson={each.name}
              onClick={() => {
                learn(each);
              }}
            >
              <b>{each.name}</b>
              <span>{each.claim}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function LessonLine({ now: { claim, task } }: { readonly now: Lesson }) {
  return (
    <p class="lesson" data-part="lesson">
      <b>{claim}</b> {task}{' '}
      <button
        type="button"
        class="plain"
        onClick={() => {
          lesson.value = null;
        }}
      >
        End the lesson
      </button>
    </p>
  );
}

function questionOf(text: string): string {
  return /^question: *(.*)$/m.exec(text)?.[1] ?? /^# Question: *(.*)$/m.exec(text)?.[1] ?? '';
}
