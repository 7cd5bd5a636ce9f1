/** `limits.daily`, `roles[2]`, `"a.b"`: a key that would read like a path is quoted. */
export function pathText(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'value';
  return path
    .map((segment, at) => {
      if (typeof segment === 'number') return `[${segment}]`;
      const key = at > 0 && !/^[\p{L}\p{N}_@$ -]+$/u.test(segment) ? JSON.stringify(segment) : segment;
      return at === 0 ? key : `.${key}`;
    })
    .join('');
}
