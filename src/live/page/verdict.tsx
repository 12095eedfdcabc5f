/** What arithmetic says as one writes: what is full first, and the headroom of the rest. */
import { counted, inUsers, percent, whoLoads } from '../../report/format.js';
import type { Read } from '../givenModel.js';
import { isRead, type ReadOrFaults } from './state.js';

/** Resources whose ceilings are shown. */
const SHOWN = 4;

export function Verdict({
  found,
  label,
}: {
  readonly found: ReadOrFaults;
  readonly label: string;
}) {
  const name = label === '' ? '' : `${label}: `;
  if (!isRead(found)) {
    const count = found.faults.length;
    return (
      <section class="verdict" aria-label={`verdict ${label}`}>
        <p class="bad" aria-live="polite">
          {name}
          {count === 1 ? 'one fault' : `${count} faults`} in the model; what runs is the last text
          that was one.
        </p>
      </section>
    );
  }
  return <Sentence read={found} name={name} />;
}

function Sentence({ read, name }: { readonly read: Read; readonly name: string }) {
  const { first, offered, model, remarks } = read;
  const load = offered.eventsPerSecond / first.ceilingEventsPerSecond;
  const full = load >= 1;
  const lowest = [...offered.resources]
    .filter((each) => Number.isFinite(each.ceilingEventsPerSecond))
    .sort((a, b) => a.ceilingEventsPerSecond - b.ceilingEventsPerSecond)
    .slice(0, SHOWN);
  return (
    <section
      class={full ? 'verdict full' : 'verdict'}
      aria-label={`verdict ${name}`.replace(': ', '').trim()}
    >
      <p class="sentence" data-part="verdict">
        {name}
        {full ? 'More comes than goes: ' : 'Breaks first: '}
        <b>{first.name}</b>
        {full ? ' is full at ' : ', at '}
        <b>
          {counted(first.ceilingEventsPerSecond)} events/s{inUsers(first.ceilingUsers, model)}
        </b>
        ; offered are {counted(offered.eventsPerSecond)} events/s
        {model.load === 'rate' ? '' : ` (${counted(model.users)} ${whoLoads(model)}s)`},{' '}
        {percent(load)} of that.
      </p>
      <ol class="ceilings" aria-label="ceilings by arithmetic">
        {lowest.map(({ name: resource, ceilingEventsPerSecond, utilization }) => (
          <li key={resource} title={`${resource}: ${percent(utilization)} busy`}>
            <span class="mono">{resource}</span>
            <span class="meter" aria-hidden="true">
              <span
                style={{
                  width: `${Math.min(100, (100 * offered.eventsPerSecond) / ceilingEventsPerSecond)}%`,
                }}
              />
            </span>
            <span>full at {counted(ceilingEventsPerSecond)}/s</span>
          </li>
        ))}
      </ol>
      <p class="small">
        By arithmetic, as <code>highwater check</code>: what is offered against what each part can
        carry.
        {remarks.length === 0
          ? ''
          : ` Worth a look: ${remarks.map(({ path, reason }) => `${path}: ${reason}`).join('; ')}.`}
      </p>
    </section>
  );
}
