import chart from './day-chart.module.css';
import facets from './facet-column.module.css';

/** In the place of the chart while its days are counted. */
export function CountingDays() {
  return (
    <figure className={chart.chart} aria-busy="true">
      <figcaption>Counting actions per day …</figcaption>
      <div className={chart.bars} />
      <div className={chart.axis} aria-hidden="true">
        &nbsp;
        <br />
        &nbsp;
      </div>
      <noscript>
        <p>Counts of so many come by script. Without it, narrow the search: up to 10,000 are counted before the page is sent.</p>
      </noscript>
    </figure>
  );
}

/** In the place of the facets. */
export function CountingFacets() {
  return (
    <aside className={facets.facets} aria-label="Narrow down" aria-busy="true">
      <p className={facets.counting}>Counting what these actions are made of …</p>
    </aside>
  );
}
