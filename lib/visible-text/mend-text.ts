/** What had to be changed in a producer's text before Postgres could keep it. */
export type MendFlag = 'nul-replaced' | 'surrogate-replaced';

export interface Mended {
  readonly text: string;
  readonly flags: readonly MendFlag[];
}

/** Postgres keeps neither U+0000 nor half of a surrogate pair: the one becomes a visible ␀, the other U+FFFD. */
export function mendText(text: string): Mended {
  const flags: MendFlag[] = [];
  let mended = text;
  if (mended.includes('\0')) {
    mended = mended.replaceAll('\0', '␀');
    flags.push('nul-replaced');
  }
  if (!mended.isWellFormed()) {
    mended = mended.toWellFormed();
    flags.push('surrogate-replaced');
  }
  return { text: mended, flags };
}

/** The same for JSON text, where both can also stand as escapes. No other character is touched. */
export function mendJson(json: string): Mended {
  const flags = new Set<MendFlag>();
  let mended = json;
  if (json.includes('\\u')) {
    mended = json.replace(escapes, (found) => {
      if (found === '\\u0000') {
        flags.add('nul-replaced');
        return '␀';
      }
      if (found.length === 6 && loneSurrogate.test(found)) {
        flags.add('surrogate-replaced');
        return '\\ufffd';
      }
      return found;
    });
  }
  if (!mended.isWellFormed()) {
    mended = mended.toWellFormed();
    flags.add('surrogate-replaced');
  }
  return { text: mended, flags: [...flags] };
}

/** A whole pair, any other \uXXXX, any other escape: in this order, so that `\\u0000` (a backslash, then text) is left alone. */
const escapes = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[\s\S]/g;
const loneSurrogate = /^\\u[dD][89a-fA-F]/;
