import { expect, test } from 'vitest';
import { visiblePieces } from '@/lib/visible-text';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { auditHref, parseAuditAddress } from './audit-address';
import { describeFilter } from './describe-filter';
import { storable } from './lexeme';
import { parseFilter } from './parse-filter';
import { printFilter } from './print-filter';
import { recognise } from './recognise';
import { subjectTerm, termFor } from './refine-filter';
import { parseSubjectAddress, subjectHref } from './subject-address';

describeWithShared('hostile inputs', 'contracts/hostile-inputs.json', (file) => {
  const surfaces = ['ui.filter', 'url.param', 'row.text', 'hdr.request_id', 'ui.lookup'];
  const inputs = new Map(surfaces.flatMap((surface) => hostileInputs(file, surface)).map((input) => [input.id, input]));

  test.each([...inputs.values()])('$id ($why) is text and nothing else', ({ text }) => {
    const typed = parseFilter(text);
    const canonical = printFilter(typed);
    expect(parseFilter(canonical)).toEqual(typed);
    expect(canonical.search(/[^\S \u3000]/)).toBe(-1);
    expect(describeFilter(typed, { zone: 'UTC' }).search(/[\p{Cc}\p{Cf}]/u)).toBe(-1);
    expect(recognise(text).length).toBeLessThanOrEqual(12);
    for (const piece of visiblePieces(text)) expect(piece.text.search(/[\p{Cc}\u200b\u202e\ufeff]/u)).toBe(-1);
  });

  test.each([...inputs.values()])('$id ($why) is found as it is stored', ({ text }) => {
    const filter = { terms: [termFor('request', text), termFor({ key: 'meta', path: [storable(text)] }, text), subjectTerm(text, text)] };
    expect(parseFilter(printFilter(filter))).toEqual(filter);
    const there = new URL(auditHref({ filter }), 'https://tracebook.test').searchParams;
    expect(parseAuditAddress(there)).toMatchObject({ filter, problems: [] });
    const subject = new URL(subjectHref({ type: text, id: text }), 'https://tracebook.test').searchParams;
    expect(parseSubjectAddress(subject)).toMatchObject({ type: storable(text) || null, id: storable(text) || null });
  });
});
