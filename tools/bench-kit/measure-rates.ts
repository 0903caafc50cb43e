import { median } from '../bench/measurement.ts'

/** Something to be done again and again. */
export type Candidate = () => Promise<unknown>

export interface RateOptions {
  /** How many are on their way at once. */
  concurrency?: number
  roundMs?: number
  rounds?: number
}

/**
 * How many a second of each, in turns so that what else the machine does hits all alike; the median of the rounds. Only the
 * ratio between candidates of one run says something about them.
 */
export async function measureRates<K extends string>(
  candidates: Readonly<Record<K, Candidate>>,
  { concurrency = 64, roundMs = 400, rounds = 5 }: RateOptions = {},
): Promise<Record<K, number>> {
  const names = Object.keys(candidates) as K[]
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>
  for (const name of names) await runFor(candidates[name], concurrency, roundMs / 4)
  for (let round = 0; round < rounds; round++)
    for (const name of names) rates[name].push(await runFor(candidates[name], concurrency, roundMs))
  return Object.fromEntries(names.map((name) => [name, median(rates[name])])) as Record<K, number>
}

async function runFor(candidate: Candidate, concurrency: number, forMs: number): Promise<number> {
  const beganMs = performance.now()
  let count = 0
  const worker = async (): Promise<void> => {
    while (performance.now() - beganMs < forMs) {
      await candidate()
      count++
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return (count * 1000) / (performance.now() - beganMs)
}

/** The middle of the times that each of so many calls took, in ms. */
export async function measureMedianMs(candidate: Candidate, calls: number): Promise<number> {
  const times: number[] = []
  for (let call = 0; call < calls; call++) {
    const beganMs = performance.now()
    await candidate()
    times.push(performance.now() - beganMs)
  }
  return median(times)
}
