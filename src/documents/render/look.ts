/** The look of printed documents: measures and colours. */

/** Points in a millimetre. */
export const mm = 72 / 25.4;
export const ink = '#1e2d38';
export const muted = '#545f67';
export const accent = '#005a70';
export const grey = '#cfd5d9';
