import { timeRangeWords } from '@/lib/time';
import { type Brushed, brushedBars, moved } from './brushed-bars';
import { daysHref } from './refined-href';

/**
 * Lets somebody choose neighbouring bars, by dragging or with Shift and the arrow keys, and narrows the list to their times.
 * Each bar is a link for itself; one of them is in the order of the Tab key, the others are reached from it by arrows.
 */
export function letBrush(chart: SVGElement): void {
  const strip = stripOf(chart);
  brushByKeys(strip);
  brushByPointer(strip);
  strip.show(null);
}

/** The bars of a chart, and which of them are chosen. */
interface Strip {
  readonly chart: SVGElement;
  readonly bars: readonly SVGAElement[];
  readonly brushed: () => Brushed | null;
  readonly show: (brushed: Brushed | null) => void;
  /** Goes to the list of what is chosen. */
  readonly narrow: () => void;
}

function stripOf(chart: SVGElement): Strip {
  const bars = [...chart.querySelectorAll<SVGAElement>('a[data-from]')];
  const words = chart.parentElement?.querySelector('[data-brushed]');
  let brushed: Brushed | null = null;
  const show = (next: Brushed | null) => {
    brushed = next;
    const chosen = brushedBars(next, bars);
    for (const bar of bars) bar.toggleAttribute('data-chosen', chosen.includes(bar));
    if (words) words.textContent = wordsFor(chosen);
  };
  const narrow = () => {
    const chosen = brushedBars(brushed, bars);
    const [first, last] = [chosen[0], chosen.at(-1)];
    if (first && last) window.location.assign(daysHref(absolute(first), fromOf(first), toOf(last)));
  };
  return { chart, bars, brushed: () => brushed, show, narrow };
}

function brushByKeys(strip: Strip): void {
  const { chart, bars, show } = strip;
  chart.addEventListener('keydown', (event) => {
    const at = bars.findIndex((bar) => bar.contains(document.activeElement));
    const to = moved(event.key, at, bars.length);
    const brushed = strip.brushed() ?? { anchor: at, head: at };
    const areSeveral = brushed.anchor !== brushed.head;
    if (to !== null) {
      stepTo(bars, to);
      show(event.shiftKey ? { ...brushed, head: to } : { anchor: to, head: to });
    } else if (event.key === 'Escape' && areSeveral) show(null);
    else if (event.key === 'Enter' && areSeveral) strip.narrow();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  chart.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && chart.contains(relatedTarget))) show(null);
  });
}

/** The bar that is focused is the one that the Tab key comes back to. */
function stepTo(bars: readonly SVGAElement[], to: number): void {
  for (const [index, bar] of bars.entries()) bar.setAttribute('tabindex', index === to ? '0' : '-1');
  bars[to]?.focus();
}

function brushByPointer(strip: Strip): void {
  const { chart, bars, show } = strip;
  let isDragging = false;
  chart.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = barAt(event, chart, bars.length);
    isDragging = true;
    show({ anchor: at, head: at });
  });
  chart.addEventListener('pointermove', (event) => {
    const brushed = strip.brushed();
    const head = barAt(event, chart, bars.length);
    if (!isDragging || !brushed || head === brushed.head) return;
    // Not before: a captured pointer clicks on the chart, not on the bar, and a plain click is the link's.
    chart.setPointerCapture(event.pointerId);
    show({ ...brushed, head });
  });
  chart.addEventListener('pointerup', () => {
    const brushed = strip.brushed();
    if (isDragging && brushed && brushed.anchor !== brushed.head) strip.narrow();
    isDragging = false;
  });
  chart.addEventListener('pointercancel', () => {
    isDragging = false;
    show(null);
  });
  chart.addEventListener('dragstart', (event) => event.preventDefault());
}

const help = 'Drag over bars to narrow the list; or ← →, Shift to choose several, Enter.';

function wordsFor(chosen: readonly SVGAElement[]): string {
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (!first || !last) return help;
  const count = chosen.reduce((sum, bar) => sum + Number(bar.dataset.count), 0).toLocaleString('en');
  return `${count} ${timeRangeWords(fromOf(first), toOf(last))}. Enter narrows to them.`;
}

function fromOf(bar: SVGAElement): string {
  return bar.dataset.from ?? '';
}

function toOf(bar: SVGAElement): string {
  return bar.dataset.to ?? '';
}

function absolute(bar: SVGAElement): string {
  return new URL(bar.href.baseVal, window.location.href).href;
}

/** Bars share the width in equal parts. */
function barAt({ clientX }: PointerEvent, chart: SVGElement, count: number): number {
  const { left, width } = chart.getBoundingClientRect();
  return Math.min(Math.max(Math.floor(((clientX - left) / width) * count), 0), count - 1);
}
