import type { Habit } from './habits';
import { change } from './scene';
import { machines, teams } from './story';
import { vehicleSubject } from './world';

export const fleetHabits: readonly Habit[] = [
  {
    service: 'fleet-api',
    workdays: 24,
    restDays: 4,
    hours: [6, 17],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const vehicle = random.pick(customer.vehicles);
      const status = vehicle.status === 'in-maintenance' ? 'available' : random.pick(['available', 'in-maintenance'] as const);
      return [
        {
          actor: random.pick([...customer.users, ...teams.fleet, machines.erp]),
          action: 'vehicle.update',
          subject: vehicleSubject(vehicle),
          orgId: customer.id,
          feature: 'vehicles',
          surface: 'vehicles/detail',
          metadata: change(vehicle, { status, odometerKm: vehicle.odometerKm + random.between(1, 90) }),
        },
      ];
    },
  },
  {
    service: 'fleet-api',
    workdays: 5,
    restDays: 0,
    hours: [7, 16],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const vehicle = random.pick(customer.vehicles);
      return [
        {
          actor: random.pick(teams.fleet),
          action: 'maintenance.schedule',
          subject: vehicleSubject(vehicle),
          orgId: customer.id,
          feature: 'maintenance',
          surface: 'maintenance/calendar',
          metadata: {
            workshop: random.pick(['Utrecht-Noord', 'Bergen Sentrum']),
            work: random.pick(['tyres', 'brakes', 'inspection', 'battery']),
          },
        },
      ];
    },
  },
  {
    service: 'fleet-api',
    workdays: 6,
    restDays: 1,
    hours: [7, 16],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const driver = random.pick(customer.drivers);
      const others = [['B'], ['B', 'BE'], ['B', 'C1'], ['B', 'C1', 'BE']].filter((list) => `${list}` !== `${driver.licence.categories}`);
      const categories = random.pick(others);
      return [
        {
          actor: random.pick(customer.users),
          action: 'driver.update',
          subject: { type: 'driver', id: driver.id, label: driver.name },
          orgId: customer.id,
          feature: 'drivers',
          surface: 'drivers/detail',
          metadata: change(driver, { licence: { ...driver.licence, categories } }),
        },
      ];
    },
  },
  {
    service: 'fleet-api',
    workdays: 2,
    restDays: 0,
    hours: [7, 15],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const id = `drv_${random.hex(6)}`;
      return [
        {
          actor: random.pick([...customer.users, machines.partner]),
          action: 'driver.create',
          subject: null,
          orgId: customer.id,
          feature: 'drivers',
          surface: 'drivers/new',
          metadata: { response: { driver: { id, invited: true } } },
        },
      ];
    },
  },
  {
    service: 'telematics-ingest',
    workdays: 3,
    restDays: 1,
    hours: [6, 18],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const vehicle = random.pick(customer.vehicles);
      const device = `tlm_${random.hex(8)}`;
      return [
        {
          actor: random.pick(teams.fleet),
          action: 'telematics.pair',
          subject: vehicleSubject(vehicle),
          orgId: customer.id,
          feature: 'telematics',
          surface: 'vehicles/telematics',
          hasFailed: random.chance(0.15),
          metadata: change(vehicle, { telematics: { ...vehicle.telematics, device } }),
        },
      ];
    },
  },
];
