/** Px of a line of text in a payload. */
export const LINE_HEIGHT = 19;
