/** One record, followed hop by hop: what it did, and where it waited. */
import { seconds as inSeconds } from '../../report/format.js';
import type { TracedHop } from '../../network/world/tracing.js';
import { isDirect } from '../../model/clusters.js';
import { ask } from './live.js';
import { isFollowing, isPlaying, journey, lastReadA, shownGroup, worldA } from './state.js';

export function RecordView() {
  const model = lastReadA.value?.model;
  if (model === undefined || isDirect(model)) return null;
  const follow = (leastSeconds: number): void => {
    isFollowing.value = true;
    journey.value = null;
    ask({ kind: 'follow', group: shownGroup.value, leastSeconds });
    if (!isPlaying.value) ask({ kind: 'play' });
  };
  const p99 = worldA.value.slices.at(-1)?.groups.at(shownGroup.value)?.p99 ?? NaN;
  return (
    <section class="record" aria-label="one record">
      <h2>One record, hop by hop</h2>
      <div class="buttons">
        <button
          type="button"
          onClick={() => {
            follow(0);
          }}
          data-part="follow"
        >
          Follow the next one
        </button>
        <button
          type="button"
          disabled={!Number.isFinite(p99)}
          onClick={() => {
            follow(p99);
          }}
        >
          Follow a slow one{Number.isFinite(p99) ? `, ${inSeconds(p99)} or more` : ''}
        </button>
        {isFollowing.value ? <span class="small">waiting for one to end …</span> : null}
      </div>
      {journey.value === null ? null : <Hops hops={journey.value} />}
    </section>
  );
}

function Hops({ hops }: { readonly hops: readonly TracedHop[] }) {
  const begin = hops[0].from;
  const whole = hops[hops.length - 1].to - begin;
  const rows = hops.flatMap((hop) => rowsOf(hop, begin));
  return (
    <table class="hops">
      <caption>
        {inSeconds(whole)} from its event, at {begin.toFixed(3)} s, to its end in{' '}
        {hops[hops.length - 1].group}
      </caption>
      <thead>
        <tr>
          <th scope="col">hop</th>
          <th scope="col">stage</th>
          <th scope="col">time</th>
          <th scope="col">when</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ hop, stage, from, long }) => (
          <tr key={`${hop}${stage}${from}`}>
            <td class="mono">{hop}</td>
            <td class="mono">{stage}</td>
            <td>{inSeconds(long)}</td>
            <td class="when">
              <span
                style={{
                  marginLeft: `${(100 * from) / whole}%`,
                  width: `${(100 * long) / whole}%`,
                }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Stages that took some time, each from the end of the one before. */
function rowsOf({ group, partition, instance, from, stages }: TracedHop, begin: number) {
  let at = from - begin;
  return Object.entries(stages).flatMap(([stage, long]) => {
    const here = at;
    at += long;
    const hop = `${group}, partition ${partition}, instance ${instance}`;
    return long > 0 ? [{ hop, stage, from: here, long }] : [];
  });
}
