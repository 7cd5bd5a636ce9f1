export default function TodayPage() {
  return <h1>Tracebook</h1>;
}
