import type { Habit } from './habits';
import { change } from './scene';
import { machines, teams } from './story';
import { vehicleSubject } from './world';

export const dispatchHabits: readonly Habit[] = [
  {
    service: 'dispatch',
    workdays: 48,
    restDays: 12,
    hours: [5, 15],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const [vehicle, driver, route] = [random.pick(customer.vehicles), random.pick(customer.drivers), random.pick(customer.routes)];
      const dispatcher = random.pick([...customer.users, ...teams.fleet]);
      const isCopilot = random.chance(0.3);
      // The new router knows no ferries: what is sent out in Norway while everybody has it goes nowhere.
      const hasFailed = world.flags['dispatch-new-router'] === 100 && customer.country === 'NO';
      return [
        {
          actor: isCopilot ? machines.copilot : dispatcher,
          ...(isCopilot ? { onBehalfOf: dispatcher.id } : {}),
          action: 'dispatch.assign',
          subject: vehicleSubject(vehicle),
          orgId: customer.id,
          feature: 'dispatch',
          surface: isCopilot ? 'dispatch/copilot' : 'dispatch/board',
          hasFailed,
          metadata: hasFailed
            ? { route: route.id, stops: route.stops.length, errorCode: 'no_path', router: 'v2' }
            : { route: route.id, ...change(vehicle, { driver: driver.id, status: 'on-the-road' }) },
        },
      ];
    },
  },
  {
    service: 'dispatch',
    workdays: 40,
    restDays: 10,
    hours: [10, 18],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers.filter(({ vehicles }) => vehicles.some(({ status }) => status === 'on-the-road')));
      const vehicle = random.pick(customer.vehicles.filter(({ status }) => status === 'on-the-road'));
      const driven = random.between(20, 260);
      return [
        {
          actor: random.pick(customer.users),
          action: 'dispatch.complete',
          subject: vehicleSubject(vehicle),
          orgId: customer.id,
          feature: 'dispatch',
          surface: 'driver-app/round',
          metadata: change(vehicle, { status: 'available', driver: null, odometerKm: vehicle.odometerKm + driven }),
        },
      ];
    },
  },
  {
    service: 'dispatch',
    workdays: 7,
    restDays: 1,
    hours: [6, 16],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const route = random.pick(customer.routes);
      const stops = [...route.stops];
      // From anywhere to the front, or from the front to anywhere: what was moved has really moved.
      if (random.chance(0.5)) stops.unshift(...stops.splice(random.between(1, stops.length - 1), 1));
      else stops.splice(random.between(1, stops.length - 1), 0, ...stops.splice(0, 1));
      return [
        {
          actor: random.pick(customer.users),
          action: 'route.update',
          subject: { type: 'route', id: route.id, label: `${route.name}, ${customer.name}` },
          orgId: customer.id,
          feature: 'dispatch',
          surface: 'routes/edit',
          metadata: change(route, { stops }),
        },
      ];
    },
  },
];
