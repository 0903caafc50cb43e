export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const
export type ImageType = (typeof IMAGE_TYPES)[number]

export interface Upload {
  id: string
  serviceId: string
  contentType: ImageType
  bytes: number
  /** Of the content; names the file. */
  sha256: string
}

/** What the first bytes say it is, whatever the sender says. */
export function imageTypeOf(content: Uint8Array): ImageType | undefined {
  const starts = (offset: number, ...bytes: number[]): boolean =>
    bytes.every((byte, index) => content[offset + index] === byte)
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  // RIFF, four bytes of length, WEBP.
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp'
  return undefined
}
