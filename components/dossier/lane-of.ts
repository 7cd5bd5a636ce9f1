/** Which colour of a lane the service has that is so many places from the first: there are seven, then they begin again. */
export function laneOf(place: number): number {
  return place % 7;
}
