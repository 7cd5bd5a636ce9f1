import { Packed } from '@/components/packed';
import { SafeText } from '@/components/text';
import type { LedgerRow } from '@/lib/ledger';
import { visibleText } from '@/lib/visible-text';
import { namesOf } from './names';
import styles from './quadrant.module.css';
import { cornerBoxes, corners, type Dot, dotsOf, drawing, type Label, labelsOf } from './quadrant-layout';

interface QuadrantProps {
  rows: readonly LedgerRow[];
  hrefOf: (feature: string) => string;
}

const wide = 12;
/** On a narrow screen the drawing shrinks to half: its letters are twice as large in it. */
const narrow = 24;

/** Value across, cost up, dots sized by people; the table below is the same in words. */
export function Quadrant({ rows, hrefOf }: QuadrantProps) {
  const dots = dotsOf(rows);
  if (dots.length === 0) return null;
  const apart = rows.filter(({ place }) => place === null).map(({ feature }) => feature);
  const { width, height } = drawing;
  return (
    <Packed>
      <figure className={styles.quadrant}>
        <figcaption>
          Value from left to right, cost from below to above, each beside the feature that has most of it; the larger the dot, the more
          people.
        </figcaption>
        <svg className={styles.drawing} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <path className={styles.edge} d={`M.5 .5H${width - 0.5}V${height - 0.5}H.5Z`} />
          <path className={styles.middle} d={`M${middleOf('x')} 0V${height}M0 ${middleOf('y')}H${width}`} />
          {corners.map(({ place, x, y, name, words }) => (
            <text
              key={place}
              className={styles.corner}
              x={x === 'left' ? 8 : width - 8}
              y={y === 'top' ? 6 : height - 8}
              textAnchor={x === 'left' ? 'start' : 'end'}
              dominantBaseline={y === 'top' ? 'hanging' : 'auto'}
            >
              <tspan className={styles.name}>{name}</tspan> <tspan className={styles.words}>{words}</tspan>
            </text>
          ))}
          {dots.map((dot) => (
            <DotLink key={dot.feature} dot={dot} href={hrefOf(dot.feature)} />
          ))}
          <Labels className={styles.wide} labels={labelsOf(dots, { size: wide, most: 60, taken: cornerBoxes(wide) })} />
          <Labels className={styles.narrow} labels={labelsOf(dots, { size: narrow, most: 14, taken: cornerBoxes(narrow) })} />
        </svg>
        {apart.length > 0 && (
          <p className={styles.apart}>
            Not in it, because value or cost is unknown or because they stand apart: <SafeText text={namesOf(apart)} room={200} />.
          </p>
        )}
      </figure>
    </Packed>
  );
}

function middleOf(axis: 'x' | 'y'): number {
  const { width, height, left, right, top, bottom } = drawing;
  return axis === 'x' ? left + (width - left - right) / 2 : top + (height - top - bottom) / 2;
}

/** For whoever points; whoever tabs takes the table. */
function DotLink({ dot: { feature, place, x, y, r }, href }: { dot: Dot; href: string }) {
  return (
    <a href={href} tabIndex={-1}>
      <title>{visibleText(feature)}</title>
      <circle className={styles.dot} data-place={place} cx={rounded(x)} cy={rounded(y)} r={rounded(r)} />
    </a>
  );
}

function Labels({ labels, className }: { labels: readonly Label[]; className: string | undefined }) {
  return (
    <g className={className}>
      {labels.map(({ feature, text, x, y, anchor }) => (
        <text key={feature} className={styles.label} x={rounded(x)} y={rounded(y)} textAnchor={anchor}>
          {visibleText(text)}
        </text>
      ))}
    </g>
  );
}

function rounded(length: number): number {
  return Math.round(length * 10) / 10;
}
