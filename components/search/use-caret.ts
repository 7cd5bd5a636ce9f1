import { useEffect, useState } from 'react';

export interface Caret {
  readonly text: string;
  readonly at: number;
  readonly isFocused: boolean;
}

/** What stands in a field and where in it somebody is, as they type, click and move. */
export function useCaret(field: HTMLInputElement): Caret {
  const [caret, setCaret] = useState<Caret>(() => caretOf(field));

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const look = () => setCaret((before) => unlessSame(before, caretOf(field)));
    for (const event of ['input', 'focus', 'blur', 'click', 'keyup']) field.addEventListener(event, look, { signal });
    look();
    return () => listening.abort();
  }, [field]);

  return caret;
}

/** Where all is selected, as after the key that leads here, what matters is its end. */
function caretOf(field: HTMLInputElement): Caret {
  return { text: field.value, at: field.selectionEnd ?? field.value.length, isFocused: field.ownerDocument.activeElement === field };
}

function unlessSame(before: Caret, now: Caret): Caret {
  return before.text === now.text && before.at === now.at && before.isFocused === now.isFocused ? before : now;
}
