import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const papers = ['paper', 'paper-sunk', 'paper-raised', 'paper-marked'];
const sides = ['light', 'dark'] as const;

describe.each([
  ['ordinary contrast', css.slice(0, css.indexOf('@media'))],
  ['more contrast', css],
])('%s', (_, rules) => {
  const colours = coloursFrom(rules);

  it.each(['ink', 'ink-soft', 'accent', 'failure', 'warning', 'success', 'evidence'])('%s can be read on every paper', (name) => {
    for (const side of sides) for (const paper of papers) expect(ratio(name, paper, side)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['failure', 'warning', 'success'])('%s can be read on its own paper', (name) => {
    for (const side of sides) expect(ratio(name, `${name}-paper`, side)).toBeGreaterThanOrEqual(4.5);
  });

  it('words on the accent can be read', () => {
    for (const side of sides) expect(ratio('on-accent', 'accent', side)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['edge', ...Array.from({ length: 7 }, (_each, lane) => `lane-${lane}`)])('%s can be found on every paper', (name) => {
    for (const side of sides) for (const paper of papers) expect(ratio(name, paper, side)).toBeGreaterThanOrEqual(3);
  });

  function ratio(name: string, paper: string, side: (typeof sides)[number]): number {
    const [a, b] = [name, paper].map((colour) => luminance(colours.get(colour)?.[side] ?? [0, 0, 0]));
    return (Math.max(a ?? 0, b ?? 0) + 0.05) / (Math.min(a ?? 0, b ?? 0) + 0.05);
  }
});

it('the page of a refused form, which is made without these tokens, has their colours', () => {
  const page = readFileSync(new URL('../lib/telemetry/refusal-page.ts', import.meta.url), 'utf8');
  const colours = page.match(/--[\w-]+: light-dark\(.*\);/g) ?? [];
  expect(colours).toHaveLength(3);
  for (const colour of colours) expect(css).toContain(colour);
});

type Oklch = readonly [lightness: number, chroma: number, hue: number];

/** Later declarations win, as they do where the media query holds. */
function coloursFrom(rules: string): Map<string, Record<(typeof sides)[number], Oklch>> {
  const declared = rules.matchAll(/--([\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)/g);
  return new Map([...declared].map(([, name = '', light = '', dark = '']) => [name, { light: oklch(light), dark: oklch(dark) }]));
}

function oklch(text: string): Oklch {
  const [lightness = 0, chroma = 0, hue = 0] = text.split(' ').map(Number);
  return [lightness, chroma, hue];
}

/** Relative luminance (WCAG 2.2) of an OKLCH colour: the matrices are Björn Ottosson's. */
function luminance([lightness, chroma, hue]: Oklch): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  return 0.2126 * clamp(red) + 0.7152 * clamp(green) + 0.0722 * clamp(blue);
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
