/** Inside a node: its partitions, instances and resources, each as a bar and as a number. */
import { counted, percent } from '../../report/format.js';
import { nodeNow, groupOf, resourcesOf } from '../nodesNow.js';
import { chosen, graph, lastReadA, worldA } from './state.js';

/** Instances that are shown one by one. */
const MOST = 64;

export function Inspector() {
  const node = graph.value?.nodes.find((each) => each.node === chosen.value);
  const { now } = worldA.value;
  const model = lastReadA.value?.model;
  if (node === undefined || now === null || model === undefined) {
    return <p class="small">Choose a node to look inside.</p>;
  }
  const group = groupOf(node, model);
  const is = nodeNow(node, model, now);
  return (
    <section class="inside" aria-label={`inside ${node.node}`}>
      <h2>
        {node.node}
        <button
          type="button"
          class="plain"
          onClick={() => {
            chosen.value = null;
          }}
        >
          close
        </button>
      </h2>
      <p class="small">
        {node.kind}, {counted(node.count)} {node.counted} in the whole system
        {is.alive === null
          ? ''
          : `; ${is.alive.now} of ${is.alive.all} instances of this cell are there`}
        .
      </p>
      <dl>
        {group < 0 ? null : (
          <Row
            name="lag by partition"
            values={now.groups[group].lags}
            most={Math.max(1, ...now.groups[group].lags)}
            written={counted}
            what="records"
          />
        )}
        {resourcesOf(node, now).map(({ name, utilization, waiting }) => (
          <>
            <Row
              key={name}
              name={`${name}: busy`}
              values={utilization}
              most={1}
              written={percent}
              what="busy"
            />
            {waiting.some((each) => each > 0) ? (
              <Row
                key={`${name}-w`}
                name={`${name}: waiting`}
                values={waiting}
                most={Math.max(1, ...waiting)}
                written={counted}
                what="waiting"
              />
            ) : null}
          </>
        ))}
      </dl>
    </section>
  );
}

function Row({
  name,
  values,
  most,
  written,
  what,
}: {
  readonly name: string;
  readonly values: readonly number[];
  readonly most: number;
  readonly written: (value: number) => string;
  readonly what: string;
}) {
  const shown = values.slice(0, MOST);
  const largest = values.reduce((all, each) => Math.max(all, each), 0);
  const sum = values.reduce((all, each) => all + each, 0);
  const mean = values.length === 0 ? 0 : sum / values.length;
  return (
    <div class="row">
      <dt class="mono">{name}</dt>
      <dd>
        <span
          class="bars"
          role="img"
          aria-label={`${values.length} of them: most ${written(largest)}, on average ${written(mean)} ${what}`}
        >
          {shown.map((value, index) => (
            <span key={index} title={`${index}: ${written(value)} ${what}`}>
              <span
                class={value / most >= 0.9 && most === 1 ? 'full' : ''}
                style={{ height: `${(100 * value) / most}%` }}
              />
            </span>
          ))}
        </span>
        <span class="small">
          {values.length === 1
            ? written(largest)
            : `most ${written(largest)}, mean ${written(mean)}`}
        </span>
      </dd>
    </div>
  );
}
