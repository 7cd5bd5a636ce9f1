import styles from './copy-bar.module.css';

interface CopyBarProps {
  /** What it is, for a ticket. Holds no character that cannot be seen, other than line feeds. */
  markdown: string;
  /** The whole address of what is seen. */
  link: string;
  /** The same from the API, as a line for the shell. */
  curl: string;
  /** Where all of it can be had as a file of JSON; null where it is not offered. */
  file: string | null;
}

/** What is seen, to be taken elsewhere: by a button and its key, or out of the texts themselves, which need no script. */
export function CopyBar({ markdown, link, curl, file }: CopyBarProps) {
  const texts = [
    { id: 'copy-markdown', name: 'Markdown', label: 'Copy as Markdown', key: 'm', text: markdown },
    { id: 'copy-link', name: 'link', label: 'Copy link', key: 'l', text: link },
    { id: 'copy-curl', name: 'curl', label: 'Copy as curl', key: 'u', text: curl },
  ];
  return (
    <div className={styles.bar}>
      <span aria-hidden="true">Copy</span>
      {texts.map(({ id, name, label, key }) => (
        <button key={id} type="button" data-copies={id} data-key={key} aria-keyshortcuts={key} aria-label={label} data-quiet>
          {name}
        </button>
      ))}
      {file !== null && (
        <a href={file} download="tracebook.json">
          JSON file
        </a>
      )}
      <details className={styles.texts} data-closes>
        <summary>as text</summary>
        <div className={styles.panel}>
          {texts.map(({ id, name, text }) => (
            <figure key={id}>
              <figcaption>{name.charAt(0).toUpperCase() + name.slice(1)}</figcaption>
              <Lines id={id} text={text} name={name} />
            </figure>
          ))}
        </div>
      </details>
    </div>
  );
}

/** A line an element: what is shown holds no line feed, and what is copied has them back. */
function Lines({ id, text, name }: { id: string; text: string; name: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section id={id} className={styles.lines} aria-label={`The ${name} as text`} tabIndex={0}>
      {text.split('\n').map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text never change places
        <code key={at}>{line}</code>
      ))}
    </section>
  );
}
