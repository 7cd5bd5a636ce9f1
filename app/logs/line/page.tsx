import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { answered } from '@/app/audit/answered';
import { pageViewer } from '@/app/page-viewer';
import { Misunderstood, Refused } from '@/components/audit';
import { Frame } from '@/components/frame';
import { JsonView } from '@/components/json';
import { LevelMark, LineFields, LineTable } from '@/components/logs';
import { Columns, Section } from '@/components/table';
import { SafeText } from '@/components/text';
import { lineApiHref, lineHref, linesHref, parseLineAddress } from '@/lib/address';
import { readJson } from '@/lib/audit';
import { getLine } from '@/lib/logs';
import { linesAround } from './lines-around';

export const metadata: Metadata = { title: 'One line' };

const widths = [5, 60, 600];

/** One line: its message, every field, what else came with it, and what was logged around it. */
export default async function LinePage({ searchParams }: PageProps<'/logs/line'>) {
  const address = parseLineAddress(await searchParams);
  const { zone, data, aroundSeconds } = address;
  const viewer = await pageViewer(address, 'logs:read');
  const found = await answered(address.id ? getLine(viewer, address.id) : Promise.resolve(null));
  const line = found.value;
  if (!line && found.refusal === null) notFound();
  const trail = (
    <>
      <a href={linesHref({ zone, data })}>Logs</a> · one line
    </>
  );
  if (!line) {
    return (
      <Frame viewer={viewer} href={lineHref(address.id ?? '', address)} zone={zone} searches="lines" trail={trail}>
        <h1>One line</h1>
        <Refused why={found.refusal ?? ''} />
      </Frame>
    );
  }
  const around = await answered(linesAround(viewer, line, aroundSeconds));
  return (
    <Frame viewer={viewer} href={lineHref(line.id, address)} zone={zone} searches="lines" trail={trail}>
      <h1>
        <LevelMark level={line.level} /> {line.message === '' ? 'A line without a message' : <SafeText text={line.message} room={400} />}
      </h1>
      <Misunderstood filter={{ terms: [] }} problems={address.problems} />
      <Columns>
        <Section title="As logged">
          <LineFields line={line} params={{ zone, data }} />
        </Section>
        <Section title="Attributes" note="all else that came with it, digit for digit">
          <JsonView tree={readJson(line.attributes)} text={line.attributes} href={lineApiHref(line.id, { zone, data })} />
        </Section>
      </Columns>
      {around.refusal !== null && <Refused why={around.refusal} />}
      {around.value?.map(({ title, filter, page }) => (
        <Section
          key={title}
          title={title}
          note={
            <>
              {widths.map((seconds) => (
                <a
                  key={seconds}
                  href={lineHref(line.id, { zone, data, aroundSeconds: seconds })}
                  aria-current={seconds === aroundSeconds || undefined}
                >
                  ± {seconds} s{' '}
                </a>
              ))}
              <a href={linesHref({ zone, data, filter, order: 'asc' })}>as a list</a>
            </>
          }
        >
          <LineTable lines={page.rows} address={{ zone, data, filter: { terms: [] } }} caption={title} chosen={line.id} />
          {page.next && <p>Only the first {page.rows.length} are shown.</p>}
        </Section>
      ))}
      <Section title="As it came" note="but for what was redacted">
        <pre>
          <SafeText text={line.raw} />
        </pre>
      </Section>
    </Frame>
  );
}
