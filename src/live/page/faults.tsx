/** Faults as buttons, and those that were brought about: each can be written into the model. */
import { useState } from 'preact/hooks';
import { faultChoices, withFault } from '../faultChoices.js';
import { isDirect } from '../../model/clusters.js';
import { ask } from './live.js';
import { faultSeconds, given, isRead, lastReadA, readA, worldA } from './state.js';

/** Buttons that are shown at once; the rest in a list. */
const FIRST = 6;

export function Faults() {
  const model = lastReadA.value?.model;
  const [label, setLabel] = useState('');
  if (model === undefined || isDirect(model)) return null;
  const choices = faultChoices(model);
  const kinds = choices.filter(
    ({ fault }, index) => choices.findIndex((each) => each.fault.kind === fault.kind) === index,
  );
  const inject = (wanted: string): void => {
    ask({ kind: 'inject', label: wanted, seconds: faultSeconds.value });
  };
  const others = choices.filter((each) => !kinds.slice(0, FIRST + 2).includes(each));
  return (
    <section class="faults" aria-label="faults">
      <h2>What if something breaks?</h2>
      <div class="buttons">
        {kinds.slice(0, FIRST + 2).map((choice) => (
          <button
            key={choice.label}
            type="button"
            onClick={() => {
              inject(choice.label);
            }}
            data-fault={choice.fault.kind}
          >
            {choice.label}
          </button>
        ))}
        {others.length === 0 ? null : (
          <select
            aria-label="other faults"
            value={label}
            onChange={({ currentTarget }) => {
              if (currentTarget.value !== '') inject(currentTarget.value);
              setLabel('');
            }}
          >
            <option value="">others …</option>
            {others.map((choice) => (
              <option key={choice.label} value={choice.label}>
                {choice.label}
              </option>
            ))}
          </select>
        )}
        <label>
          for
          <select
            value={String(faultSeconds.value)}
            onChange={({ currentTarget }) => {
              faultSeconds.value = Number(currentTarget.value);
            }}
          >
            {[1, 5, 10, 30, 60].map((each) => (
              <option key={each} value={String(each)}>
                {each} s
              </option>
            ))}
          </select>
        </label>
      </div>
      <Marks />
    </section>
  );
}

function Marks() {
  const { faults } = worldA.value;
  if (faults.length === 0) return null;
  return (
    <ul class="marks">
      {faults.map((injected, index) => (
        <li key={index}>
          {injected.fault.name}: from {injected.at.toFixed(2)} s, for {injected.seconds} s
          <button
            type="button"
            class="plain"
            onClick={() => {
              const read = readA.value;
              if (!isRead(read)) return;
              given.value = {
                ...given.value,
                text: withFault(given.value.text, read.model, injected),
              };
            }}
          >
            write into the model
          </button>
          <button
            type="button"
            class="plain"
            onClick={() => {
              ask({ kind: 'rewind', to: Math.max(0, injected.at) });
            }}
          >
            go to before it
          </button>
        </li>
      ))}
    </ul>
  );
}
