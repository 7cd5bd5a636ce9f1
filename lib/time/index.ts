/**
 * Time as text with microseconds, zones by name, and what people write and read. Pure: `now` is always an argument.
 * What no calendar holds (`infinity`, BC, the year 294276) passes through as the text that it is.
 */
export { addDays, dayOf, formatTime, formatTimeInFull, type LocalTime, localTime } from './format-time';
export { addMicros, addSeconds, compareInstants, type Instant, instantFrom, microsBetween, printedInstant } from './instant';
export { durationWords, relativeTime } from './relative-time';
export { resolveTimeRange, type TimeCondition, type TimeRange } from './time-range';
export { timeNoun, timeRangeWords, timeWords } from './time-words';
export { readTime, type Span, spanOf, type TimeUnit, type WrittenTime } from './written-time';
export { zoneFrom, zoneWords } from './zone';
