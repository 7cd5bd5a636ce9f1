import { SafeText } from '@/components/text';
import type { ClockOffset } from '@/lib/story';
import { durationWords } from '@/lib/time';

/** Clocks that were put right, by how much, and who says so. */
export function Clocks({ clocks }: { clocks: readonly ClockOffset[] }) {
  return clocks.map(({ service, behind, offsetMs, uncertaintyMs, requests }) => (
    <p key={service}>
      The clock of <SafeText text={service} room={32} /> is {durationWords(offsetMs)} behind that of <SafeText text={behind} room={32} />,
      give or take {durationWords(uncertaintyMs)}: {requests.toLocaleString('en')} requests that went through both say so. Its times are put
      right here; what it wrote stands with each.
    </p>
  ));
}
