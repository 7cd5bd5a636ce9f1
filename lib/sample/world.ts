import type { Subject } from './happening';
import type { Random } from './random';
import { type Actor, customerNames, flags, type Plan, plans, vanModels } from './story';

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly country: 'NL' | 'NO';
  readonly users: readonly Actor[];
  readonly vehicles: readonly Vehicle[];
  readonly drivers: readonly Driver[];
  readonly routes: readonly Route[];
  plan: Plan;
  monthlyEuro: number;
  contact: { email: string; phone: string; address: { street: string; city: string } };
  notifications: { invoice: string[]; breakdown: string[] };
}

export interface Vehicle {
  readonly id: string;
  readonly plate: string;
  readonly model: string;
  status: 'available' | 'on-the-road' | 'in-maintenance';
  odometerKm: number;
  driver: string | null;
  telematics: { device: string; firmware: string; intervalSeconds: number };
}

export interface Driver {
  readonly id: string;
  readonly name: string;
  licence: { categories: string[]; validUntil: string };
}

export interface Route {
  readonly id: string;
  readonly name: string;
  stops: string[];
}

/** The state that the month changes, so that what one action leaves behind is what the next one finds. */
export interface World {
  readonly customers: readonly Customer[];
  readonly flags: Record<string, number>;
  nextInvoice: number;
  firmware: string;
}

export function newWorld(random: Random): World {
  const customers = customerNames.map(({ name, country }, index) => newCustomer(random, { name, country, number: 1001 + index }));
  return { customers, flags: { ...flags }, nextInvoice: 40_117, firmware: '4.2.0' };
}

export function subjectOf(customer: Customer): Subject {
  return { type: 'customer', id: customer.id, label: customer.name };
}

export function vehicleSubject(vehicle: Vehicle): Subject {
  return { type: 'vehicle', id: vehicle.id, label: `${vehicle.model} ${vehicle.plate}` };
}

function newCustomer(random: Random, { name, country, number }: { name: string; country: 'NL' | 'NO'; number: number }): Customer {
  const id = `org_${number}`;
  const plan = random.pick(Object.keys(plans) as Plan[]);
  const domain = `${name
    .toLowerCase()
    .normalize('NFD')
    .replace(/ø/g, 'o')
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '')}.example`;
  const fleet = Array.from({ length: random.between(2, 7) }, (_, index) => newVehicle(random, country, `veh_${number}${index + 1}`));
  return {
    id,
    name,
    country,
    users: Array.from({ length: random.between(1, 3) }, (_, index) => newUser(random, country, `cu_${number}_${index + 1}`)),
    vehicles: fleet,
    drivers: fleet.map((_, index) => newDriver(random, country, `drv_${number}${index + 1}`)),
    routes: ['Morning', 'Afternoon'].map((part, index) =>
      newRoute(random, country, { id: `route_${number}_${index + 1}`, name: `${part} round` }),
    ),
    plan,
    monthlyEuro: plans[plan],
    contact: {
      email: `kontor@${domain}`,
      phone: `${country === 'NL' ? '+31 30 555' : '+47 555 0'} ${random.between(1000, 9999)}`,
      address: { street: `${random.pick(streets[country])} ${random.between(1, 180)}`, city: random.pick(places[country]) },
    },
    notifications: { invoice: [`kontor@${domain}`], breakdown: [`drift@${domain}`] },
  };
}

function newVehicle(random: Random, country: 'NL' | 'NO', id: string): Vehicle {
  const letters = () => random.pick(['BX', 'DK', 'EL', 'GV', 'HT', 'KP', 'VR', 'ZN']);
  return {
    id,
    plate: country === 'NL' ? `V-${random.between(100, 999)}-${letters()}` : `${letters()} ${random.between(10_000, 99_999)}`,
    model: random.pick(vanModels),
    status: 'available',
    odometerKm: random.between(800, 140_000),
    driver: null,
    telematics: { device: `tlm_${random.hex(8)}`, firmware: '4.2.0', intervalSeconds: 30 },
  };
}

function newUser(random: Random, country: 'NL' | 'NO', id: string): Actor {
  return { id, type: 'customer-user', label: newName(random, country) };
}

function newDriver(random: Random, country: 'NL' | 'NO', id: string): Driver {
  const validUntil = `20${random.between(27, 34)}-${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`;
  return { id, name: newName(random, country), licence: { categories: random.chance(0.3) ? ['B', 'BE'] : ['B'], validUntil } };
}

function newRoute(random: Random, country: 'NL' | 'NO', { id, name }: { id: string; name: string }): Route {
  const left = [...places[country]];
  const stops = Array.from({ length: random.between(4, 6) }, () => left.splice(random.between(0, left.length - 1), 1).join());
  return { id, name, stops };
}

function newName(random: Random, country: 'NL' | 'NO'): string {
  return `${random.pick(firstNames[country])} ${random.pick(lastNames[country])}`;
}

const places = {
  NL: ['Utrecht', 'Amersfoort', 'Zeist', 'Hilversum', 'Gouda', 'Nieuwegein', 'Woerden', 'Houten', 'Arnhem'],
  NO: ['Bergen', 'Askøy', 'Os', 'Voss', 'Sotra', 'Nesttun', 'Åsane', 'Knarvik', 'Lysekloster'],
} as const;
const streets = {
  NL: ['Stationsweg', 'Kerkstraat', 'Oude Gracht', 'Havenkade'],
  NO: ['Strandgaten', 'Kirkeveien', 'Bryggen', 'Fjøsangerveien'],
} as const;
const firstNames = {
  NL: ['Pieter', 'Sanne', 'Joris', 'Lotte', 'Ruben', 'Fatima', 'Koen', 'Meryem', 'Tess', 'Wouter'],
  NO: ['Ola', 'Silje', 'Håkon', 'Astrid', 'Magnus', 'Åse', 'Amina', 'Torbjørn', 'Liv', 'Eirik'],
} as const;
const lastNames = {
  NL: ['Jansen', 'de Vries', 'van den Berg', 'Yılmaz', 'Meijer', 'Hendriks', 'Kok', 'El Amrani'],
  NO: ['Hansen', 'Bakke', 'Sæther', 'Lie', 'Strand', 'Moen', 'Øverland', 'Ali'],
} as const;
