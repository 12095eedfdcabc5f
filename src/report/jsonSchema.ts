/** What the published schema of --json is written with. */

export type Schema = Readonly<Record<string, unknown>>;

export const NUMBER: Schema = { type: ['number', 'null'] };
export const TEXT: Schema = { type: ['string', 'null'] };

/** All of these, and no others. */
export function object(properties: Readonly<Record<string, Schema>>, about: string): Schema {
  return {
    type: 'object',
    description: about,
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}
