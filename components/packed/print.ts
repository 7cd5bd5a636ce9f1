/**
 * Markup as JSON. What elements have in common is said once, so that a cell is little more than its texts:
 *
 *     {"shapes":[["<td class=\"time\">","</td>"],["<a href=\"","\" title=\"","\">","</a>"]],
 *      "nodes":[[0,"14:02"],[1,"/audit/actor?id=u_1","u_1","Ada"]]}
 */
export interface PackedTree {
  readonly shapes: readonly Shape[];
  readonly nodes: readonly PackedNode[];
}

/** HTML with a hole for each attribute in which elements differ: what stands around the holes, and then what closes the element. */
export type Shape = readonly string[];

/** An element is the number of its shape, a text for each hole, then its children. */
export type PackedNode = string | readonly [shape: number, ...PackedNode[]];

/** The markup that a packed text stands for. Whatever it is filled with, only what its shapes say becomes markup. */
export function print(text: string): string {
  const { shapes, nodes }: PackedTree = JSON.parse(text);
  return nodes.map(printed).join('');

  function printed(node: PackedNode): string {
    if (typeof node === 'string') return escaped(node);
    const [number, ...parts] = node;
    const shape = shapes[number] ?? [];
    const holes = shape.length - 2;
    let html = shape[0] ?? '';
    for (let at = 0; at < parts.length; at += 1) {
      html += printed(parts[at] ?? '');
      if (at < holes) html += shape[at + 1];
    }
    return html + shape.at(-1);
  }
}

const entities: Readonly<Record<string, string>> = { '"': '&quot;', '&': '&amp;', "'": '&#x27;', '<': '&lt;', '>': '&gt;' };

/** As text and as the value of an attribute. */
export function escaped(text: string): string {
  return /["&'<>]/.test(text) ? text.replace(/["&'<>]/g, (character) => entities[character] ?? '') : text;
}
