import { probeHttp } from '@shipworthy/health/probes/http'
import type { HealthAnswer } from '../../../facts/live/process-facts.ts'
import { redact } from '../../../facts/redact.ts'
import { toSilence } from '../to-silence.ts'

export type HealthPath = Pick<HealthAnswer, 'path' | 'role'>

const TIMEOUT_MS = 5_000
const KEPT_TEXT = 2_000

/** Asks a health path once. No answer is an answer, too. */
export async function askHealth(
  origin: string,
  { path, role }: HealthPath,
  signal: AbortSignal,
): Promise<HealthAnswer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    const { status, body } = await probeHttp({ url: new URL(path, origin).href, maxBodyBytes: KEPT_TEXT }, limit)
    return { path, role, status, text: redact(body) }
  } catch (error) {
    return { path, role, text: toSilence(error).reason }
  }
}

/** `200`, or why there was no answer; for the list of what was sent. */
export function answerText({ status, text }: HealthAnswer): string {
  return status === undefined ? `no answer: ${text}` : `${status}`
}
