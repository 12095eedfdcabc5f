/** A law that a study's own trials broke: none of its numbers may be believed. */
export class AuditFailure extends Error {}
