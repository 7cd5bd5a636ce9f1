import type { ReactNode } from 'react';
import { Frame } from '@/components/frame';
import { type CommonParams, type ScreenPath, screenHref } from '@/lib/address';
import type { Viewer } from '@/lib/viewer';

interface SettingsFrameProps {
  viewer: Viewer;
  path: ScreenPath;
  address: CommonParams;
  /** Of the screen; none for the one that lists them. */
  name?: string;
  children: ReactNode;
}

/** What every screen of the settings stands in. They show real people and tokens, whichever world is looked at. */
export function SettingsFrame({ viewer, path, address, name, children }: SettingsFrameProps) {
  const trail = name ? (
    <>
      <a href={screenHref('/settings', address)}>Settings</a> · {name}
    </>
  ) : (
    'Settings'
  );
  return (
    <Frame viewer={viewer} href={screenHref(path, address)} zone={address.zone} trail={trail} isAlwaysReal>
      {children}
    </Frame>
  );
}
