import {
  BundleFault,
  type BundleFiles,
  describeVerdict,
  openZip,
  type Policy,
  parsePolicy,
  policyOf,
  type Trust,
  verifyBundle,
} from '@/lib/evidence';
import { parseVerifierKey } from '@/lib/tlog';

/** What becomes `verify.html`: the same as `verify.mjs`, for whoever has a browser and nothing else. It works without a network. */

const form = found('form', HTMLFormElement);
const answer = found('#answer', HTMLElement);
const zip = found('#zip', HTMLInputElement);
const folder = found('#folder', HTMLInputElement);

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void verify();
});
for (const input of [zip, folder]) {
  input.addEventListener('change', () => {
    (input === zip ? folder : zip).value = '';
  });
}
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const files = event.dataTransfer?.files;
  if (!files || files.length === 0) return;
  zip.files = files;
  folder.value = '';
  void verify();
});

async function verify(): Promise<void> {
  show('Looking …', []);
  try {
    const trust = await trustGiven();
    const verdict = await verifyBundle(await filesGiven(), trust);
    const { headline, sections } = describeVerdict(verdict);
    show(headline, sections, verdict.code);
  } catch (error) {
    show(error instanceof Refused ? error.message : `NOT VERIFIED: the export could not be read. ${error}`, []);
  }
}

class Refused extends Error {}

async function filesGiven(): Promise<BundleFiles> {
  const inFolder = [...(folder.files ?? [])];
  const [file, ...more] = zip.files ?? [];
  if (inFolder.length > 0) return filesIn(inFolder);
  if (!file || more.length > 0) throw new Refused('Choose one zip, or a folder.');
  try {
    return await openZip({
      size: file.size,
      read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
    });
  } catch (error) {
    if (!(error instanceof BundleFault)) throw error;
    return {
      names: ['manifest.txt'],
      open: () => {
        throw error;
      },
    };
  }
}

/** Under the names that they have in the folder, without that of the folder itself. */
function filesIn(files: readonly File[]): BundleFiles {
  const byName = new Map(files.map((file) => [file.webkitRelativePath.split('/').slice(1).join('/'), file]));
  return {
    names: [...byName.keys()],
    async *open(name) {
      const file = byName.get(name);
      if (!file) throw new Error(`There is no ${name}.`);
      for (let at = 0; at < file.size; at += pieceBytes) yield new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer());
    },
  };
}

const pieceBytes = 262_144;

async function trustGiven(): Promise<Trust> {
  const text = found('#key', HTMLTextAreaElement).value.trim();
  const checkpoint = found('#checkpoint', HTMLInputElement).files?.[0];
  const consistency = found('#consistency', HTMLInputElement).files?.[0];
  return {
    policy: text === '' ? null : policyFrom(text),
    checkpoint: checkpoint ? await checkpoint.text() : null,
    consistency: consistency ? await consistency.text() : null,
  };
}

/** One key a line, or a policy. */
function policyFrom(text: string): Policy {
  const words = text.split(/\s+/);
  const keys = words.map(parseVerifierKey).filter((key) => key?.use === 'note');
  if (keys.length === words.length) return policyOf(keys.filter((key) => key !== null));
  const policy = parsePolicy(`${text}\n`);
  if (typeof policy === 'string') throw new Refused(`That is no key, and no policy: ${policy}.`);
  return policy;
}

function show(headline: string, sections: readonly { readonly title: string; readonly lines: readonly string[] }[], code?: number): void {
  const heading = element('h2', headline);
  answer.dataset.code = code === undefined ? '' : String(code);
  answer.replaceChildren(
    heading,
    ...sections.map(({ title, lines }) => {
      const section = document.createElement('section');
      const list = document.createElement('ul');
      list.append(...lines.map((line) => element('li', line)));
      section.append(element('h3', title), list);
      return section;
    }),
  );
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function found<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const one = document.querySelector(selector);
  if (!(one instanceof kind)) throw new Error(`The page has no ${selector}.`);
  return one;
}
