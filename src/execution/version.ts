/** Part of every kept trial's name and of every manifest: results are the same for the same version. */
export const VERSION = '0.1.0';
