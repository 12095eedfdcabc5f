/** How long each of a group's instances is there within the measured window: see ../presence.ts. */

@unmanaged
export class Presence {
  windowStart: f64;
  windowEnd: f64;
  /**
   * [instance]: since when it is there, seconds; NaN = it is not. And the seconds of the window
   * before that.
   */
  since: usize;
  seconds: usize;

  comes(instance: i32, now: f64): void {
    store<f64>(this.since + (usize(instance) << 3), now);
  }

  goes(instance: i32, now: f64): void {
    const since = this.since + (usize(instance) << 3);
    const came = load<f64>(since);
    store<f64>(since, NaN);
    const from = came > this.windowStart ? came : this.windowStart;
    const here = (now < this.windowEnd ? now : this.windowEnd) - from;
    if (isNaN(came) || here <= 0) return;
    const seconds = this.seconds + (usize(instance) << 3);
    store<f64>(seconds, load<f64>(seconds) + here);
  }
}
