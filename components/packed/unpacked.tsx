'use client';

import { createElement, type ReactNode } from 'react';
import { handedOver } from '@/lib/handover';
import type { Attributes } from './pack';

/** Either the HTML itself, or where it is: in a document the browser has it already, and it does not travel twice. */
type Unpacking = { readonly tag: string; readonly attributes: Attributes } & (
  | { readonly html: string; readonly kept?: undefined }
  | { readonly kept: string; readonly html?: undefined }
);

/** The outermost element, with the markup that was packed inside. Where the server printed it already, the browser keeps that. */
export function Unpacked({ tag, attributes, html, kept }: Unpacking): ReactNode {
  const inside = html ?? (typeof document === 'undefined' ? handedOver(kept) : standing(kept));
  return createElement(tag, { ...attributes, 'data-kept': kept, dangerouslySetInnerHTML: { __html: inside } });
}

/** What stood in the document when the browser took it over, however often React asks. */
const stood = new Map<string, string>();

function standing(name: string): string {
  const html = stood.get(name) ?? document.querySelector(`[data-kept="${name}"]`)?.innerHTML;
  if (html === undefined) throw new Error('What was packed for this page is not there');
  stood.set(name, html);
  return html;
}
