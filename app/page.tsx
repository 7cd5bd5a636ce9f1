import { requireViewer } from '@/lib/auth';

export default async function TodayPage() {
  await requireViewer('audit:read');
  return <h1>Tracebook</h1>;
}
