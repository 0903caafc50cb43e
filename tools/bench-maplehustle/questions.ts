/** What one user asks; bytes, as they go over the connection. */
export type Question = () => Buffer

export interface QuestionParts {
  host: string
  /** That say who asks. */
  identity: Readonly<Record<string, string>>
  services: readonly string[]
  login: { email: string; password: string }
}

export interface Questions {
  categories: Question
  search: Question
  service: Question
  bookings: Question
  book: Question
  login: Question
}

const WORDS = [
  'snow',
  'menage',
  'garden',
  'hedge',
  'piano',
  'truck',
  'math',
  'cats',
  'dog',
  'plomberie',
  'portraits',
  'toit',
]
const [HOUR_MS, DAY_MS, DAYS] = [3_600_000, 86_400_000, 350]
/** From 12:00 to 23:00 UTC it is day in Toronto, in summer and in winter. */
const HOURS = 12
/** Services lie next to those of the same provider, who has one time once. */
const SERVICES_EACH = 5

/** Times that were asked for, by anybody: nobody is booked twice. */
let slots = 0

export function createQuestions({ host, identity, services, login }: QuestionParts): Questions {
  const random = createRandom(7)
  const popular = createZipf(services.length, random)
  const words = createZipf(WORDS.length * 2, random)

  function bytes(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body = ''): Buffer {
    const all = { host, ...headers, ...(body !== '' && { 'content-type': 'application/json' }) }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    const length = method === 'POST' ? `content-length: ${Buffer.byteLength(body)}\r\n` : ''
    return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n${body}`)
  }

  return {
    categories: () => bytes('GET', '/categories'),
    search: () => {
      const at = words()
      return bytes('GET', `/services?q=${WORDS[at % WORDS.length]}${at < WORDS.length ? '' : '&category=cleaning'}`)
    },
    service: () => bytes('GET', `/services/${services[popular()]}`),
    bookings: () => bytes('GET', '/bookings', identity),
    book: () => bytes('POST', '/bookings', identity, JSON.stringify(nextSlot(services))),
    login: () => bytes('POST', '/auth/login', {}, JSON.stringify({ ...login, client: 'app' })),
  }
}

function nextSlot(services: readonly string[]): { serviceId: string; startsAt: Date } {
  const slot = slots++
  const providers = services.length / SERVICES_EACH
  const hour = Math.floor(slot / providers)
  const day = new Date(Date.now() + (2 + (Math.floor(hour / HOURS) % DAYS)) * DAY_MS).toISOString().slice(0, 10)
  const startsAt = new Date(Date.parse(`${day}T12:00:00Z`) + (hour % HOURS) * HOUR_MS)
  return { serviceId: services[(slot % providers) * SERVICES_EACH]!, startsAt }
}

/** Zipf's law: the second most popular is asked for half as often as the first. */
function createZipf(size: number, random: () => number): () => number {
  const sums: number[] = []
  for (let rank = 1, sum = 0; rank <= size; rank++) sums.push((sum += 1 / rank))
  return () => {
    const wanted = random() * sums.at(-1)!
    return sums.findIndex((sum) => sum >= wanted)
  }
}

/** The same numbers in every run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createRandom(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}
