import type { LedgerRow, Place } from '@/lib/ledger';

/** A feature of which value and cost are known, as a dot. Lengths are those of the drawing. */
export interface Dot {
  readonly feature: string;
  readonly place: Place;
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

export interface Label {
  readonly feature: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end' | 'middle';
}

export const drawing = { width: 720, height: 420, left: 40, right: 40, top: 44, bottom: 40 } as const;

const smallest = 4;
const largest = 15;

/** Value from left to right, cost from below to above, people as the area of the dot; the largest first, so that the small ones stay in sight. */
export function dotsOf(rows: readonly LedgerRow[]): readonly Dot[] {
  const known = rows.filter(({ place }) => place !== null);
  const most = known.reduce((found, { use }) => Math.max(found, use?.users ?? 0), 1);
  const { width, height, left, right, top, bottom } = drawing;
  return known
    .map(({ feature, place, value, cost, use }) => ({
      feature,
      place: place ?? 'watch',
      x: left + ((value.score ?? 0) / 100) * (width - left - right),
      y: height - bottom - ((cost.score ?? 0) / 100) * (height - top - bottom),
      r: smallest + (largest - smallest) * Math.sqrt((use?.users ?? 0) / most),
    }))
    .sort((a, b) => b.r - a.r);
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Lettering {
  /** The size of letters. */
  readonly size: number;
  readonly most: number;
  /** Places that are written on already. */
  readonly taken: readonly Box[];
}

const longest = 22;
/** A letter is as wide as this part of its size, at most of those that are common. */
const letter = 0.6;

/** Names beside their dots, as many as have room: those that ask for something first. Others are in the table, and told on hover. */
export function labelsOf(dots: readonly Dot[], { size, most, taken }: Lettering): readonly Label[] {
  const boxes: Box[] = [...taken, ...dots.map(({ x, y, r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }))];
  const labels: Label[] = [];
  for (const dot of [...dots].sort((a, b) => urgency(b) - urgency(a))) {
    if (labels.length >= most) break;
    const free = placesFor(dot, size).find(({ box }) => isInside(box) && !boxes.some((other) => overlap(box, other)));
    if (!free) continue;
    boxes.push(free.box);
    labels.push(free.label);
  }
  return labels;
}

function urgency({ place, r }: Dot): number {
  return { retire: 300, fix: 200, keep: 100, watch: 0 }[place] + r;
}

function placesFor({ feature, x, y, r }: Dot, size: number): readonly { readonly label: Label; readonly box: Box }[] {
  const letters = [...feature];
  const text = letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : feature;
  const width = [...text].length * size * letter;
  const gap = 4;
  const at = (anchor: Label['anchor'], left: number, middle: number) => ({
    label: {
      feature,
      text,
      anchor,
      x: anchor === 'start' ? left : anchor === 'end' ? left + width : left + width / 2,
      y: middle + size * 0.35,
    },
    box: { left, right: left + width, top: middle - size * 0.6, bottom: middle + size * 0.6 },
  });
  return [
    at('start', x + r + gap, y),
    at('end', x - r - gap - width, y),
    at('middle', x - width / 2, y - r - gap - size * 0.6),
    at('middle', x - width / 2, y + r + gap + size * 0.6),
  ];
}

function isInside({ left, right, top, bottom }: Box): boolean {
  return left >= 2 && right <= drawing.width - 2 && top >= 2 && bottom <= drawing.height - 2;
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** What is written in the corners, and where. */
export const corners = [
  { place: 'retire', x: 'left', y: 'top', name: 'Retire?', words: 'little used, costly' },
  { place: 'fix', x: 'right', y: 'top', name: 'Fix', words: 'much used, costly' },
  { place: 'watch', x: 'left', y: 'bottom', name: 'Watch', words: 'little used, cheap' },
  { place: 'keep', x: 'right', y: 'bottom', name: 'Keep', words: 'much used, cheap' },
] as const satisfies readonly { place: Place; x: string; y: string; name: string; words: string }[];

/** Where the words of the corners stand, in letters of a size, so that no name is written over them. */
export function cornerBoxes(size: number): readonly Box[] {
  return corners.map(({ x, y, name, words }) => {
    const width = (name.length + words.length + 2) * size * letter;
    const left = x === 'left' ? 6 : drawing.width - 6 - width;
    const top = y === 'top' ? 4 : drawing.height - 4 - size * 1.3;
    return { left, right: left + width, top, bottom: top + size * 1.3 };
  });
}
