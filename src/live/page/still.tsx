/**
 * In place of the controls where nothing can move: calls that go straight to their group are worked
 * out for the whole load at once, call after call, with no moment in between at which a world
 * stands. Arithmetic shows at each keystroke; what is typical is measured as soon as it settles.
 */
import { Seed } from './controls.js';

export function Still() {
  return (
    <section class="controls" aria-label="no live run" data-part="still">
      <div class="buttons">
        <Seed />
      </div>
      <p class="small">
        There is no broker: calls go straight to their group, whose whole load is worked out at
        once, so that there is nothing to play or to rewind. Above stands what arithmetic says,
        below what was measured, again whenever the model changes.
      </p>
    </section>
  );
}
