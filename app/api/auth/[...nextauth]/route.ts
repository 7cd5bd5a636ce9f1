import { authenticate } from '@/lib/auth';
import { answer } from '@/lib/telemetry';

/** Signing in (`callback/credentials`) and out (`signout`). */
export const POST = answer(async (request, { params }: RouteContext<'/api/auth/[...nextauth]'>) =>
  authenticate(request, (await params).nextauth),
);
