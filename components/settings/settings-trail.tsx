/** Where this is, with the way back. */
export function SettingsTrail({ name }: { name: string }) {
  return (
    <>
      <a href="/settings">Settings</a> · {name}
    </>
  );
}
