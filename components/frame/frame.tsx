import type { ReactNode } from 'react';
import { PaletteOpener } from '@/components/palette';
import { SearchBox, type Searched } from '@/components/search';
import { parseScreenAddress } from '@/lib/address';
import type { Viewer } from '@/lib/viewer';
import styles from './frame.module.css';
import { type Here, hereFrom } from './here';
import { Rail } from './rail';
import { SampleBanner } from './sample-banner';
import { screensFor } from './screens';
import { ZonePicker } from './zone-picker';

interface FrameProps {
  viewer: Viewer;
  /** This page's own address, for what leads back to it. */
  href: string;
  /** IANA name of the zone in which this page's times and days are told. */
  zone: string;
  /** Where this is, as a sentence: "Audit · customer c_9 · October 2026". */
  trail: ReactNode;
  /** The filter text that the search box holds. */
  query?: string;
  /** What the box searches. */
  searches?: Searched;
  /** True where real things are shown to those who look at the sample too. */
  isAlwaysReal?: boolean;
  children: ReactNode;
}

/** What every signed-in screen stands in: rail, search, where this is, in which zone, and whether it is the sample. */
export function Frame({ viewer, href, zone, trail, query = '', searches = 'actions', isAlwaysReal = false, children }: FrameProps) {
  const here = hereFrom(href);
  return (
    <div className={styles.frame} data-person={viewer.id}>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <Rail
        viewer={viewer}
        here={here}
        opener={<PaletteOpener {...paletteFor(viewer, here)} query={searches === 'actions' ? query : ''} />}
      />
      <div className={styles.column}>
        <div className={styles.head}>
          <SearchBox query={query} of={searches} keep={{ tz: here.params.tz, data: here.params.data }} />
        </div>
        {viewer.sees === 'sample' && <SampleBanner viewer={viewer} isElsewhere={isAlwaysReal} />}
        <section className={styles.trail} aria-label="Place and time zone">
          <nav aria-label="Where you are">{trail}</nav>
          <ZonePicker here={here} zone={zone} />
        </section>
        <main id="content" className={styles.content} tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

function paletteFor(viewer: Viewer, here: Here) {
  const { zone, data } = parseScreenAddress(here.params);
  const places = screensFor(viewer, here).map(({ name, href }) => ({ name, href }));
  return { person: viewer.id, places, params: { zone, data } };
}
