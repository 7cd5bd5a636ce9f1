import type { Metadata } from 'next';
import { Frame } from '@/components/frame';
import { InviteForm, PeopleTable, SettingsTrail } from '@/components/settings';
import { listPeople } from '@/lib/accounts';
import { noticeFor, requireViewer } from '@/lib/auth';
import { zoneFrom } from '@/lib/time';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage({ searchParams }: PageProps<'/settings/people'>) {
  const viewer = await requireViewer('people:manage');
  const { tz, notice: noticeId } = await searchParams;
  const zone = (typeof tz === 'string' ? zoneFrom(tz) : null) ?? 'UTC';
  const [people, notice] = await Promise.all([listPeople(viewer), noticeFor(noticeId)]);
  const active = people.filter((person) => !person.isDisabled).length;
  return (
    <Frame viewer={viewer} here={{ path: '/settings/people', params: { tz: zone } }} zone={zone} trail={<SettingsTrail name="People" />}>
      <h1>{active === 1 ? 'One person' : `${active} people`} may sign in</h1>
      <PeopleTable people={people} zone={zone} notice={notice} />
      <InviteForm notice={notice?.form === 'invite' ? notice : null} />
    </Frame>
  );
}
