/** By which the page's policy knows the styles that the editor makes. */
export const NONCE = 'live';
