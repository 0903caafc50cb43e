import { z } from 'zod'

/** A TCP port; 0 lets the system choose. */
export function port(usual: number) {
  return z.coerce.number().int().min(0).max(65_535).default(usual)
}

/** A duration, never negative. */
export function milliseconds(usual: number) {
  return z.coerce.number().int().min(0).default(usual)
}

/** How many, at least `least`. */
export function count(usual: number, least = 1) {
  return z.coerce.number().int().min(least).default(usual)
}
