/** A text as other machines check it out: with other ends of lines, with or without a mark of its encoding. */
export function textVariants(text: string): string[] {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const windows = plain.replaceAll('\n', '\r\n')
  return [...new Set([text, plain, windows, `\uFEFF${plain}`, `\uFEFF${windows}`])]
}
