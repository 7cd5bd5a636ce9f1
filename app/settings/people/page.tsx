import type { Metadata } from 'next';
import { Frame } from '@/components/frame';
import { InviteForm, PeopleTable, SettingsTrail } from '@/components/settings';
import { listPeople } from '@/lib/accounts';
import { parseSettingsAddress, settingsHref } from '@/lib/address';
import { noticeFor, requireViewer } from '@/lib/auth';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage({ searchParams }: PageProps<'/settings/people'>) {
  const viewer = await requireViewer('people:manage');
  const address = parseSettingsAddress(await searchParams);
  const [people, notice] = await Promise.all([listPeople(viewer), noticeFor(address.notice)]);
  const active = people.filter((person) => !person.isDisabled).length;
  return (
    <Frame viewer={viewer} href={settingsHref('/settings/people', address)} zone={address.zone} trail={<SettingsTrail name="People" />}>
      <h1>{active === 1 ? 'One person' : `${active} people`} may sign in</h1>
      <PeopleTable people={people} zone={address.zone} notice={notice} />
      <InviteForm notice={notice?.form === 'invite' ? notice : null} />
    </Frame>
  );
}
