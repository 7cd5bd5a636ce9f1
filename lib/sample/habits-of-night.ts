import type { Habit } from './habits';
import { issueInvoice } from './habits-of-billing';
import { change } from './scene';
import { machines } from './story';
import { vehicleSubject } from './world';

/** What nobody is awake for. A run is one request, however much it touches. */
export const nightHabits: readonly Habit[] = [
  {
    service: 'telematics-ingest',
    workdays: 1,
    restDays: 1,
    hours: [1, 2],
    play: ({ world, random }) =>
      world.customers
        .filter(() => random.chance(0.2))
        .map((customer) => {
          const vehicle = random.pick(customer.vehicles);
          return {
            actor: machines.telematicsSync,
            action: 'vehicle.update',
            subject: vehicleSubject(vehicle),
            orgId: customer.id,
            feature: 'telematics',
            metadata: change(vehicle, { odometerKm: vehicle.odometerKm + random.between(0, 40) }),
          };
        }),
  },
  {
    service: 'fleet-api',
    workdays: 1,
    restDays: 1,
    hours: [3, 4],
    play: ({ world, random }) =>
      Array.from({ length: random.between(5, 9) }, () => {
        const customer = random.pick(world.customers);
        const driver = random.pick(customer.drivers);
        const hasFailed = random.chance(0.08);
        return {
          actor: machines.licenceCheck,
          action: 'driver.check_licence',
          subject: { type: 'driver', id: driver.id, label: driver.name },
          orgId: customer.id,
          feature: 'drivers',
          hasFailed,
          metadata: { validUntil: driver.licence.validUntil, ...(hasFailed ? { errorCode: 'register_not_reached' } : {}) },
        };
      }),
  },
  {
    service: 'billing',
    workdays: 0.2,
    restDays: 0,
    hours: [0, 1],
    play: (scene) => scene.world.customers.map((customer) => issueInvoice(scene, customer, machines.invoiceRun)),
  },
  {
    service: 'telematics-ingest',
    workdays: 0,
    restDays: 0.4,
    hours: [2, 3],
    play: ({ world, random }) => {
      const [major, minor] = world.firmware.split('.').map(Number);
      world.firmware = `${major}.${(minor ?? 0) + 1}.0`;
      return world.customers.map((customer) => {
        const vehicle = random.pick(customer.vehicles);
        return {
          actor: machines.telematicsSync,
          action: 'telematics.upgrade',
          subject: vehicleSubject(vehicle),
          orgId: customer.id,
          feature: 'telematics',
          hasFailed: random.chance(0.04),
          metadata: change(vehicle, { telematics: { ...vehicle.telematics, firmware: world.firmware } }),
        };
      });
    },
  },
];
