import type { PrintedName } from '@/lib/audit';
import { visibleText } from '@/lib/visible-text';
import type { AboutFile, FileFacts, FileForm, FileWriter } from './file-form';
import { arrayLine, rowsFrom, type TextRow } from './json-rows';
import { reportStyle } from './report-style';

/** Paper is for people. */
export const mostReportRows = 20_000;

/**
 * One page of HTML made for print: what was asked, charts with their tables, the rows, and a last line that says that it is all of it.
 * Nothing is loaded and nothing runs. Rows are held until all are there, since the charts stand before them.
 */
export const reportForm: FileForm = {
  mediaType: 'text/html; charset=utf-8',
  extension: 'html',
  line: (columns, names) => arrayLine(columns, names),
  writer: reportWriter,
};

function reportWriter({ id, names, facts }: AboutFile): FileWriter {
  const rows: TextRow[] = [];
  return {
    begin: () => [],
    page(lines) {
      for (const row of rowsFrom(lines)) rows.push(row);
      return [];
    },
    rest: () => [Buffer.from([...head(id, facts), ...charts(rows, names), ...table(rows, names)].join('\n'))],
    trailer: ({ rows: count, sha256 }) => [
      Buffer.from(
        `\n<footer id="end"><p>End of the report: ${grouped(count)} ${count === 1 ? 'action' : 'actions'}. Export <code>${escaped(id)}</code>, SHA-256 of all above <code>${sha256}</code>.</p></footer>\n</body>\n</html>\n`,
      ),
    ],
  };
}

function* head(id: string, { words, query, zone, who, reason, asOf, count, withheld, leftOut, isSample }: FileFacts): Iterable<string> {
  const title = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<dl>`;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Actions', `${grouped(count)}${isSample ? ', sample data' : ''}`],
    ['Filter', query === '' ? 'none' : query],
    ['As of', asOf],
    ['Time zone', zone],
    ['Exported by', who],
    ['Reason', reason],
    ['Withheld', withheld.length > 0 ? withheld.join(', ') : null],
    ['Not looked at', leftOut.length > 0 ? leftOut.join(', ') : null],
    ['Export', id],
  ];
  for (const [name, value] of facts) if (value !== null) yield `<dt>${name}</dt><dd>${escaped(value)}</dd>`;
  yield '</dl>';
}

function* charts(rows: readonly TextRow[], names: readonly PrintedName[]): Iterable<string> {
  if (rows.length === 0) return;
  const at = (name: PrintedName) => names.indexOf(name);
  const days = counted(rows, (row) => row[at('created_at')]?.slice(0, 10) ?? null).toSorted(([a], [b]) => (a < b ? -1 : 1));
  yield dayChart(days);
  const ranked = (title: string, name: PrintedName) =>
    at(name) < 0
      ? ''
      : ranking(
          title,
          counted(rows, (row) => row[at(name)] ?? null),
        );
  yield `<div class="beside">${ranked('What was done', 'action')}${ranked('By whom', 'actor_id')}${ranked('How it ended', 'outcome')}</div>`;
}

function counted(rows: readonly TextRow[], told: (row: TextRow) => string | null): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = told(row) ?? '(none)';
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

const [chartWidth, chartHeight] = [720, 120];

/** A bar for each day with actions. The figures stand in the table beneath. */
function dayChart(days: readonly (readonly [string, number])[]): string {
  const most = Math.max(...days.map(([, count]) => count));
  const step = chartWidth / days.length;
  const bars = days.map(([day, count], n) => {
    const height = Math.max(1, (count / most) * chartHeight);
    const place = `x="${(n * step).toFixed(2)}" y="${(chartHeight - height).toFixed(2)}"`;
    return `<rect ${place} width="${Math.max(0.5, step * 0.8).toFixed(2)}" height="${height.toFixed(2)}"><title>${escaped(day)}: ${grouped(count)}</title></rect>`;
  });
  const [busiest] = days.toSorted(([, a], [, b]) => b - a);
  const finding = `${grouped(days.length)} ${days.length === 1 ? 'day' : 'days'} with actions; most on ${busiest?.[0] ?? ''}: ${grouped(busiest?.[1] ?? 0)}`;
  const figures = days.map(([day, count]) => `<tr><th scope="row">${escaped(day)}</th><td>${grouped(count)}</td></tr>`).join('');
  return `<figure><figcaption>${escaped(finding)}</figcaption>
<svg viewBox="0 0 ${chartWidth} ${chartHeight}" role="img" aria-label="${escaped(finding)}">${bars.join('')}</svg>
<details open><summary>Days</summary><table class="days"><thead><tr><th scope="col">Day</th><th scope="col">Actions</th></tr></thead><tbody>${figures}</tbody></table></details></figure>`;
}

/** What there is most of, each with a bar beside its figure. */
function ranking(title: string, counts: readonly (readonly [string, number])[]): string {
  const most = counts[0]?.[1] ?? 1;
  const lines = counts
    .slice(0, 10)
    .map(
      ([value, count]) =>
        `<tr><th scope="row">${escaped(value)}</th><td>${grouped(count)}</td><td><svg viewBox="0 0 100 10" aria-hidden="true"><rect width="${((count / most) * 100).toFixed(1)}" height="10"/></svg></td></tr>`,
    );
  const rest = counts.length > 10 ? `<p>and ${grouped(counts.length - 10)} more</p>` : '';
  return `<section><h2>${title}</h2><table><tbody>${lines.join('')}</tbody></table>${rest}</section>`;
}

function* table(rows: readonly TextRow[], names: readonly PrintedName[]): Iterable<string> {
  const at = (row: TextRow, name: PrintedName) => row[names.indexOf(name)] ?? '';
  yield `<table class="rows"><thead><tr><th scope="col">Time</th><th scope="col">Actor</th><th scope="col">Action</th><th scope="col">Subject</th><th scope="col">Outcome</th><th scope="col">Reference, request</th></tr></thead><tbody>`;
  for (const row of rows) {
    const actor = [at(row, 'actor_label'), at(row, 'actor_id')].filter(Boolean).join(' · ');
    const subject = [at(row, 'subject_type'), at(row, 'subject_label') || at(row, 'subject_id')].filter(Boolean).join(' ');
    const cells = [
      at(row, 'created_at'),
      actor,
      at(row, 'action'),
      subject,
      at(row, 'outcome'),
      [at(row, 'ref'), at(row, 'request_id')].filter(Boolean).join(' · '),
    ];
    const metadata = at(row, 'metadata');
    yield `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>${
      metadata === '' || metadata === '{}'
        ? ''
        : `<tr class="metadata"><td></td><td colspan="5"><code>${escaped(metadata)}</code></td></tr>`
    }`;
  }
  yield '</tbody></table>';
}

/** Text nodes and attributes alike; what would not be seen is shown by its mark. */
function escaped(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
