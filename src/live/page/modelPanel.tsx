/** The model: its numbers as sliders, its text, and a second one to compare it with. */
import { batch } from '@preact/signals';
import { Editor } from './editor.js';
import { Sliders } from './slidersView.js';
import { given, isRead, other, readA, readB, side, type Side } from './state.js';

export function ModelPanel() {
  const two = other.value !== null;
  const shown = two && side.value === 'B' ? other : given;
  const read = shown === other ? readB.value : readA.value;
  const set = (text: string): void => {
    const now = shown.value;
    if (now !== null && now.text !== text) shown.value = { ...now, text };
  };
  return (
    <section class="panel" aria-label="model">
      <div class="buttons">
        {two ? (
          <>
            {(['A', 'B'] as const).map((each) => (
              <SideButton key={each} each={each} />
            ))}
            <button
              type="button"
              onClick={() => {
                batch(() => {
                  other.value = null;
                  side.value = 'A';
                });
              }}
            >
              Only A
            </button>
          </>
        ) : (
          <button
            type="button"
            data-part="compare"
            onClick={() => {
              batch(() => {
                other.value = given.value;
                side.value = 'B';
              });
            }}
          >
            Compare with a second: A | B
          </button>
        )}
      </div>
      <Sliders text={shown.value?.text ?? ''} read={isRead(read) ? read : null} set={set} />
      <h2>The model{two ? ` ${side.value}` : ''}</h2>
      <Editor
        text={shown.value?.text ?? ''}
        faults={read === null || isRead(read) ? [] : read.faults}
        set={set}
      />
      {read === null || isRead(read) ? null : (
        <ul class="faultList" aria-label="faults of the model">
          {read.faults.map(({ line, column, path, received, expected, hint }, index) => (
            <li key={index}>
              <b>
                {line}:{column}
              </b>
              {path === '' ? '' : ` ${path}`}: found {received}; expected {expected}; fix: {hint}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function SideButton({ each }: { readonly each: Side }) {
  return (
    <button
      type="button"
      aria-pressed={side.value === each}
      onClick={() => {
        side.value = each;
      }}
    >
      Model {each}
    </button>
  );
}
