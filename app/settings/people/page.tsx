import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { InviteForm, PeopleTable, SettingsFrame } from '@/components/settings';
import { listPeople } from '@/lib/accounts';
import { parseScreenAddress } from '@/lib/address';
import { noticeFor } from '@/lib/auth';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage({ searchParams }: PageProps<'/settings/people'>) {
  const address = parseScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'people:manage');
  const [people, notice] = await Promise.all([listPeople(viewer), noticeFor(address.notice)]);
  const active = people.filter((person) => !person.isDisabled).length;
  return (
    <SettingsFrame viewer={viewer} path="/settings/people" address={address} name="People">
      <h1>{active === 1 ? 'One person' : `${active} people`} may sign in</h1>
      <PeopleTable people={people} zone={address.zone} notice={notice} />
      <InviteForm notice={notice?.form === 'invite' ? notice : null} />
    </SettingsFrame>
  );
}
