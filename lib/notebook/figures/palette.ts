/**
 * The colors of all figures. The discrete ones are those of Okabe and Ito (Color Universal Design, 2008), which are
 * distinguishable with any kind of color blindness.
 */

/** Okabe and Ito's colors by name. */
export const COLORS = Object.freeze({
  blue: '#0072B2',
  vermilion: '#D55E00',
  green: '#009E73',
  purple: '#CC79A7',
  orange: '#E69F00',
  sky: '#56B4E9',
  yellow: '#F0E442',
  black: '#000000',
});

/** The order in which series take their colors: neighbors also differ in lightness; pale yellow is last. */
export const COLORWAY: readonly string[] = Object.freeze([
  COLORS.blue,
  COLORS.orange,
  COLORS.green,
  COLORS.vermilion,
  COLORS.sky,
  COLORS.purple,
  COLORS.black,
  COLORS.yellow,
]);

/** Grays for the figure's frame. Text on white has a contrast of 12 to 1. */
export const GRAYS = Object.freeze({
  text: '#333333',
  line: '#8a8a8a',
  grid: '#e4e4e4',
  /** An empty cell: lighter than all of SEQUENTIAL. */
  gap: '#f7f7f7',
  /** An empty cell beside DIVERGING, whose middle is white. */
  darkGap: '#cfcfcf',
  paper: '#ffffff',
});

/** A plotly color scale: positions from 0 to 1. */
export type ColorScale = readonly (readonly [position: number, color: string])[];

/**
 * For amounts: light to dark blue, so that it also works in grayscale print; the lightest differs from an empty cell.
 */
export const SEQUENTIAL: ColorScale = Object.freeze([
  [0, '#b5d7ee'],
  [0.25, '#86c5ea'],
  [0.5, '#3d9fdc'],
  [0.75, '#0072B2'],
  [1, '#08306b'],
] as const);

/** For values on both sides of a middle: blue below, white, vermilion above. */
export const DIVERGING: ColorScale = Object.freeze([
  [0, '#0072B2'],
  [0.25, '#8cc0de'],
  [0.5, '#ffffff'],
  [0.75, '#eeaf80'],
  [1, '#D55E00'],
] as const);
