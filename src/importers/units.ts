/** Numbers as the model language writes them, and as tools do. */

/** Up to six digits: what a tool prints has no more that mean anything. */
export function digits(value: number): string {
  const text = String(Number(value.toPrecision(6)));
  return text.includes('e') ? value.toFixed(value < 1 ? 9 : 0) : text;
}

/** Seconds in the unit in which they have one to three digits before the point. */
export function durationText(seconds: number): string {
  if (seconds === 0) return '0 s';
  if (seconds < 1e-6) return `${digits(seconds * 1e9)} ns`;
  if (seconds < 1e-3) return `${digits(seconds * 1e6)} us`;
  if (seconds < 1) return `${digits(seconds * 1e3)} ms`;
  return `${digits(seconds)} s`;
}

export function bytesText(bytes: number): string {
  return `${Number.isInteger(bytes) ? bytes : digits(Math.max(1, bytes))} B`;
}
export const rateText = (perSecond: number): string => `${digits(perSecond)}/s`;
export const bandwidthText = (bytesPerSecond: number): string =>
  `${digits(bytesPerSecond / 1e6)} MB/s`;

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
