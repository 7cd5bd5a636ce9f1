'use client';

import { createElement, type ReactNode } from 'react';
import type { PackedMarkup } from './pack';
import { print } from './print';

/** The outermost element, with the markup of a packed text inside. Where the server printed it already, the browser keeps that. */
export function Unpacked({ tag, attributes, text }: PackedMarkup): ReactNode {
  return createElement(tag, { ...attributes, dangerouslySetInnerHTML: { __html: print(text) } });
}
