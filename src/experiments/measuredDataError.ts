/** What is wrong with a file of measurements, with its line. */
export class MeasuredDataError extends Error {}
