import { readFileSync } from 'node:fs'
import type { CommandResult } from '../run-command.ts'
import type { PackedFile } from './judge-contents.ts'

/** What `npm pack --json` says of a package. */
export interface Packed {
  filename: string
  size: number
  unpackedSize: number
  files: PackedFile[]
}

/** npm prints a list, newer versions a map by name. */
export function readPacked(json: string): Packed {
  const value = JSON.parse(json) as Packed[] | Record<string, Packed>
  return Object.values(value)[0]!
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}

/** The last line of a tool that found nothing. */
export function said({ stdout }: CommandResult): string {
  return stdout.trim().split('\n').at(-1) ?? ''
}

export function expectText(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`expected "${part}" in:\n${text}`)
}

export function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`
}
