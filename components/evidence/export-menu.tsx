import {
  type ExportFormat,
  type ExportQuestion,
  exportFormats,
  exportsHref,
  type Masking,
  maskings,
  printExportQuestion,
} from '@/lib/address';
import type { Viewer } from '@/lib/viewer';
import styles from './export-menu.module.css';
import { formatWords, maskingWords } from './words';

interface ExportMenuProps {
  viewer: Viewer;
  /** The list on screen. */
  question: ExportQuestion;
  /** Whether a reason has to be given. */
  wantsReason: boolean;
  /** Why a bundle of it cannot be had. Null where it can. */
  whyNoBundle: string | null;
}

/** The list on screen as a file: all of it, in its order and its zone. */
export function ExportMenu({ viewer, question, wantsReason, whyNoBundle }: ExportMenuProps) {
  const fields = [...new URLSearchParams(printExportQuestion(question)), ['data', viewer.sees] as const];
  return (
    <details className={styles.menu} data-closes>
      <summary>Export</summary>
      <form className={styles.panel} method="post" action="/api/exports/ask">
        {fields.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Choices<ExportFormat> name="format" legend="As" values={exportFormats} words={formatWords} without={{ bundle: whyNoBundle }} />
        <Choices<Masking> name="masking" legend="What of it" values={maskings} words={maskingWords} />
        <label className={styles.reason}>
          {wantsReason ? 'What for' : 'What for, if you like'}
          <input name="reason" maxLength={500} required={wantsReason} autoComplete="off" />
        </label>
        <p className={styles.note}>All actions of this list as of now. Who took them, and why, is recorded before the first byte.</p>
        <p className={styles.foot}>
          <button type="submit">Export</button>
          <a href={exportsHref({ zone: question.zone })}>All exports</a>
        </p>
      </form>
    </details>
  );
}

interface ChoicesProps<Value extends string> {
  name: string;
  legend: string;
  values: readonly Value[];
  words: Readonly<Record<Value, string>>;
  /** Those that cannot be had, and why. */
  without?: Readonly<Partial<Record<Value, string | null>>>;
}

/** The first one is chosen. */
function Choices<Value extends string>({ name, legend, values, words, without }: ChoicesProps<Value>) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {values.map((value, at) => (
        <Choice key={value} name={name} value={value} words={words[value]} why={without?.[value] ?? null} isChosen={at === 0} />
      ))}
    </fieldset>
  );
}

function Choice({
  name,
  value,
  words,
  why,
  isChosen,
}: {
  name: string;
  value: string;
  words: string;
  why: string | null;
  isChosen: boolean;
}) {
  const whyId = why === null ? undefined : `export-without-${value}`;
  return (
    <>
      <label>
        <input type="radio" name={name} value={value} defaultChecked={isChosen} disabled={why !== null} aria-describedby={whyId} />
        {words}
      </label>
      {why !== null && (
        <p id={whyId} className={styles.why}>
          {why}
        </p>
      )}
    </>
  );
}
