/** As a team calls it: the sample's projects stand in a world of their own, and need not say so. */
export function projectName(project: string): string {
  return project.replace(/^sample\//, '');
}
