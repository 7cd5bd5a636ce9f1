/**
 * Veldvik rents vans by the month to small businesses in the Netherlands and in Norway: vehicles, drivers, routes, invoices.
 * Everything invented stands in this file, so that each generator of the sample (actions now, lines, errors and product
 * events beside them) tells the same month: the same people, the same four incidents, the same request ids.
 */
export const services = ['web', 'fleet-api', 'billing', 'telematics-ingest', 'dispatch', 'auth'] as const;
export type Service = (typeof services)[number];

export interface Actor {
  readonly id: string;
  readonly type: 'staff' | 'customer-user' | 'job' | 'api-token' | 'ai-agent';
  readonly label: string;
}

function staff(id: string, label: string): Actor {
  return { id: `u_${id}`, type: 'staff', label };
}

export const people = {
  ingrid: staff('ingrid', 'Ingrid Solheim'),
  daan: staff('daan', 'Daan Visser'),
  marit: staff('marit', 'Marit Lunde'),
  sem: staff('sem', 'Sem de Boer'),
  femke: staff('femke', 'Femke Bakker'),
  erik: staff('erik', 'Erik Nygård'),
  sofie: staff('sofie', 'Sofie Berg'),
  thijs: staff('thijs', 'Thijs Mulder'),
  jonas: staff('jonas', 'Jonas Dahl'),
  anouk: staff('anouk', 'Anouk Smit'),
  lars: staff('lars', 'Lars Haugen'),
  noor: staff('noor', 'Noor van Dijk'),
  bram: staff('bram', 'Bram Kuipers'),
  kari: staff('kari', 'Kari Nilsen'),
} as const;

export const teams = {
  support: [people.ingrid, people.daan, people.marit, people.sem],
  billing: [people.femke, people.erik],
  product: [people.sofie, people.thijs],
  fleet: [people.jonas, people.anouk],
  platform: [people.lars, people.noor],
  security: [people.bram, people.kari],
} as const;

export const machines = {
  invoiceRun: { id: 'job_invoice-run', type: 'job', label: 'Invoice run' },
  telematicsSync: { id: 'job_telematics-sync', type: 'job', label: 'Telematics sync' },
  licenceCheck: { id: 'job_licence-check', type: 'job', label: 'Driving licence check' },
  lockout: { id: 'job_sign-in-guard', type: 'job', label: 'Sign-in guard' },
  erp: { id: 'key_erp-sync', type: 'api-token', label: 'ERP sync' },
  partner: { id: 'key_partner-portal', type: 'api-token', label: 'Partner portal' },
  copilot: { id: 'agent_dispatch-copilot', type: 'ai-agent', label: 'Dispatch copilot' },
} as const satisfies Record<string, Actor>;

/** What a van costs a month, in euros, before an agreement of one's own. */
export const plans = { 'van-s': 329, 'van-m': 409, 'van-l': 489, 'van-xl-electric': 639 } as const;
export type Plan = keyof typeof plans;

export const vanModels = ['Sprinter 315', 'Transit L3', 'Crafter 35', 'e-Vito', 'e-Ducato', 'Master Z.E.'] as const;

/** Each is a customer and an organisation; `country` decides plates, phone numbers and the tax on invoices. */
export const customerNames: readonly { readonly name: string; readonly country: 'NL' | 'NO' }[] = [
  ...[
    'Bakkerij De Korenbloem',
    'Visser Installatietechniek',
    'Bloemenhuis Amaryllis',
    'Jansen & Zonen Schilderwerken',
    'Koffiebranderij Noorderlicht',
    'Dakdekkers Van Leeuwen',
    'Fietskoerier Utrecht',
    'Groenvoorziening Het Gooi',
    'Loodgietersbedrijf Drip',
    'Slagerij Oude Gracht',
    'Verhuisservice Vlot',
    'Tuincentrum De Wilg',
    'Kaasmakerij Weidezicht',
    'Glaszetterij Helder',
    'Stukadoors Meester & Maat',
    'Zorg aan Huis Eemland',
    'Drukkerij Kleurrijk',
    'Elektro Westerpark',
    'Brouwerij De Rode Hert',
    'Wasserij Het Witte Laken',
    'Meubelmakerij Eik',
    'Cateraar Smaakvol',
    'Apotheek Bezorgd',
    'Orgelbouw Zuiderkerk',
    'Rietdekkers Overijssel',
    'Ijssalon Venezië',
    'Timmerbedrijf De Spijker',
    'Zonnepanelen Lichtstad',
    'Hoveniers Groen & Zo',
    'Bouwmarkt De Hamer',
    'Pakketdienst Polder',
    'Kinderopvang Het Bootje',
  ].map((name) => ({ name, country: 'NL' as const })),
  ...[
    'Bergen Blomster',
    'Haugen Rør og Varme',
    'Fjordfisk Levering',
    'Solberg Elektro',
    'Tromsø Bakeri',
    'Nordlys Renhold',
    'Vestland Byggservice',
    'Ålesund Sjømat',
    'Stavanger Maler',
    'Oslo Sykkelbud',
    'Hansen Glass',
    'Trøndelag Ost',
    'Lofoten Kaffe',
    'Drammen Flytting',
    'Sørlandet Hage',
    'Bodø Båtservice',
    'Gjøvik Møbel',
    'Skien Trykkeri',
    'Haugesund Takservice',
    'Molde Vaskeri',
    'Lillehammer Ski & Sport',
    'Kristiansand Apotek',
    'Voss Varmepumpe',
    'Hamar Hjemmesykepleie',
    'Narvik Gruvedrift',
    'Røros Tømmer',
    'Larvik Vannverk',
    'Alta Reinsdyr',
  ].map((name) => ({ name, country: 'NO' as const })),
];

/** Feature flags and the share of customers who have each, in percent, at the start of the month. */
export const flags = {
  'dispatch-new-router': 10,
  'invoice-pdf-v2': 100,
  'driver-app-dark-mode': 50,
  'geofence-alerts': 25,
  'self-service-cancel': 0,
  'telematics-5s-interval': 5,
} as const;
export type Flag = keyof typeof flags;

/**
 * The four things that went wrong, as data: who, when and under which request id. `workdaysAgo` counts back from the last
 * working day of the month; times are UTC.
 */
export const incidents = {
  /** A comma read as a decimal point: every van-l for 4.89 a month, for four hours. */
  wrongPrices: {
    workdaysAgo: 14,
    plan: 'van-l',
    changedAt: '10:12:07',
    changedBy: people.erik,
    changedIn: 'req_01k9wq4p7x2m',
    wrongPrice: 4.89,
    complaintsFrom: '11:20:00',
    undoneAt: '14:05:31',
    undoneBy: people.femke,
    undoneIn: 'req_01k9wxw3c8hd',
    reason: 'Price list of the new year, imported from spreadsheet',
    undoneBecause: 'Decimal comma read as a point: all van-l prices are a hundredth. Rolled back to the list before req_01k9wq4p7x2m.',
  },
  /** A partner put our key into a public repository; strangers tried it within minutes. */
  leakedKey: {
    workdaysAgo: 9,
    keyId: machines.partner.id,
    triedFrom: '07:58:10',
    reportedAt: '08:51:44',
    revokedAt: '09:04:02',
    triedAgainFrom: '09:05:20',
    replacedAt: '09:09:37',
    handledBy: people.bram,
    revokedIn: 'req_01ka9d2fv6tn',
    reason: 'Key found in a public repository of the partner (reported by secret scanning)',
  },
  /** A flag turned up from 10 to 100 percent before lunch; the new router knew no ferries. */
  routerFlag: {
    workdaysAgo: 4,
    flag: 'dispatch-new-router',
    raisedAt: '11:02:16',
    raisedBy: people.thijs,
    raisedIn: 'req_01kaq7n5y0be',
    loweredAt: '13:06:48',
    loweredBy: people.lars,
    loweredIn: 'req_01kaqf31gw9s',
    reason: 'Pilot looked good, rolling out to everyone',
    loweredBecause: 'Routes with a ferry end in "no path": dispatch failing for Norwegian customers since 11:02',
  },
  /** Somebody knew an address and guessed at its password, from many addresses, at night. */
  guessedPassword: {
    workdaysAgo: 1,
    account: people.kari,
    startedAt: '02:17:03',
    attempts: 37,
    lockedIn: 'req_01kaz0b8tq4r',
    unlockedAt: '07:41:12',
    unlockedBy: people.bram,
    reason: 'Called back on her known number; second factor renewed',
  },
} as const;
