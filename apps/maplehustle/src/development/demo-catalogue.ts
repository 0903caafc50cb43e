import type { ServiceDraft } from '../domain/service.ts'

type Offer = readonly [category: string, title: string, description: string, priceCents: number, minutes: number]

const OFFERS: readonly Offer[] = [
  ['snow-removal', 'Driveway snow removal', 'Driveway and walkway cleared before seven in the morning.', 4500, 45],
  ['snow-removal', 'Déneigement de toiture', 'Neige et glace enlevées du toit, avec harnais et assurance.', 18000, 120],
  ['cleaning', 'Apartment cleaning', 'Kitchen, bathroom, floors and windows of a two-bedroom apartment.', 12000, 180],
  ['cleaning', 'Ménage de fin de bail', 'Grand ménage avant la remise des clés, électroménagers compris.', 24000, 300],
  ['gardening', 'Spring garden preparation', 'Beds weeded, soil turned, perennials divided.', 15000, 240],
  ['gardening', 'Hedge trimming', 'Cedar hedges up to three metres, clippings taken away.', 9000, 120],
  ['repairs', 'Furniture assembly', 'Flat-pack furniture assembled, packaging recycled.', 6000, 90],
  ['repairs', 'Réparation de plomberie', 'Robinets, siphons et toilettes qui fuient, réparés le jour même.', 11000, 90],
  ['moving', 'Two movers and a truck', 'Half a day with a sixteen-foot truck and blankets.', 38000, 240],
  [
    'tutoring',
    'Mathematics for grade 11',
    'Functions, trigonometry and exam preparation, online or at home.',
    5500,
    60,
  ],
  ['tutoring', 'Cours de français langue seconde', 'Conversation et grammaire, du débutant au niveau B2.', 4800, 60],
  ['pet-care', 'Dog walking', 'An hour in the park, also in January.', 2500, 60],
  ['pet-care', 'Gardiennage de chats', 'Deux visites par jour, photos envoyées chaque soir.', 4000, 30],
  ['photography', 'Family portraits', 'An hour outdoors, twenty edited pictures.', 22000, 60],
]

export const DEMO_CITIES = ['Toronto', 'Montréal', 'Vancouver', 'Halifax'] as const

/** Every offer in two of the cities. */
export const DEMO_CATALOGUE: readonly ServiceDraft[] = OFFERS.flatMap(
  ([category, title, description, priceCents, durationMinutes], index) =>
    [0, 1].map((shift) => ({
      category,
      title,
      description,
      priceCents: priceCents + shift * 500,
      durationMinutes,
      city: DEMO_CITIES[(index + shift * 2) % DEMO_CITIES.length]!,
      isPublished: true,
    })),
)
