import { z } from 'zod'

/** A TCP port; 0 lets the system choose. */
export function portSetting(usual: number) {
  return z.coerce.number().int().min(0).max(65_535).default(usual)
}

/** A duration, never negative. */
export function millisecondsSetting(usual: number) {
  return z.coerce.number().int().min(0).default(usual)
}

/** How many, at least `least`. */
export function countSetting(usual: number, least = 1) {
  return z.coerce.number().int().min(least).default(usual)
}
