/** A chart (`data-brush`) can be brushed as soon as somebody points at it or steps onto it; until then it costs nothing. */
export function wakeBrush({ target }: Event): void {
  const chart = target instanceof Element ? target.closest<SVGElement>('svg[data-brush]') : null;
  if (chart?.dataset.brush !== '') return;
  chart.dataset.brush = 'awake';
  void import('./brush').then(({ letBrush }) => letBrush(chart));
}
