/** The model's numbers as sliders; what they change is its text. */
import { useMemo, useState } from 'preact/hooks';
import { withValues, writtenParameters, type Model, type Parameter } from '../../model/index.js';
import {
  MOST_SLIDERS,
  POSITIONS,
  positionOf,
  slidersOf,
  valueAt,
  type Slider,
} from '../sliders.js';
import type { Read } from '../givenModel.js';

const ALL = 200;

export function Sliders({
  text,
  read,
  set,
}: {
  readonly text: string;
  readonly read: Read | null;
  readonly set: (text: string) => void;
}) {
  const [isAll, setAll] = useState(false);
  const model = read?.model ?? null;
  const sliders = useSliders(text, model, isAll ? ALL : MOST_SLIDERS);
  const parameters = useMemo(
    () => (model === null ? null : new Map(parametersOf(text).map((each) => [each.path, each]))),
    [text, model],
  );
  if (sliders.length === 0) return null;
  return (
    <div class="sliders">
      <h2>Its numbers</h2>
      {sliders.map((slider) => (
        <One
          key={slider.parameter.path}
          slider={slider}
          now={parameters?.get(slider.parameter.path)}
          text={text}
          set={set}
          isOff={model === null}
        />
      ))}
      <button
        type="button"
        class="plain"
        onClick={() => {
          setAll(!isAll);
        }}
      >
        {isAll ? 'only those that matter most' : 'all its numbers'}
      </button>
    </div>
  );
}

/** The same ones, with the same ends, as long as the text has the same numbers. */
function useSliders(text: string, model: Model | null, most: number): readonly Slider[] {
  const [kept, keep] = useState<{ key: string; sliders: readonly Slider[] }>({
    key: '',
    sliders: [],
  });
  if (model === null) return kept.sliders;
  const key = `${model.name} ${most} ${parametersOf(text)
    .map(({ path }) => path)
    .join()}`;
  if (key === kept.key) return kept.sliders;
  const sliders = slidersOf(text, model, most);
  keep({ key, sliders });
  return sliders;
}

function parametersOf(text: string): Parameter[] {
  return writtenParameters(text, 'model.yaml');
}

function One({
  slider,
  now,
  text,
  set,
  isOff,
}: {
  readonly slider: Slider;
  readonly now: Parameter | undefined;
  readonly text: string;
  readonly set: (text: string) => void;
  readonly isOff: boolean;
}) {
  const { path } = slider.parameter;
  const parameter = now ?? slider.parameter;
  const value = `${Number(parameter.number.toPrecision(4)).toLocaleString('en-US')}${parameter.unit === '' ? '' : ` ${parameter.unit}`}`;
  return (
    <label class="slider">
      <span class="mono">{path}</span>
      <output>{value}</output>
      <input
        type="range"
        min={0}
        max={POSITIONS}
        disabled={isOff}
        value={positionOf(slider, parameter.number)}
        aria-valuetext={value}
        data-slider={path}
        onInput={({ currentTarget }) => {
          set(
            withValues(text, [
              { path, value: valueAt({ ...slider, parameter }, Number(currentTarget.value)) },
            ]),
          );
        }}
      />
    </label>
  );
}
