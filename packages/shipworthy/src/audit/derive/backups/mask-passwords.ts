/** How commands take a password: the name or option, then the value. */
const PASSWORD =
  /((?:\b\w*(?:PASS(?:WORD|WD)?|PWD|SECRET)\w*\s*=\s*)|(?:--password[= ])|(?:\s-p(?=[^\s\d$-]))|(?:\b[a-z][\w+.-]*:\/\/[^\s:@/'"]*:))(["']?)([^\s"'@;|&)]+)/gi

/**
 * A command without the passwords in it; references to variables stay.
 *
 * @example
 * maskPasswords('mysqldump -u root -phunter2 app')   // 'mysqldump -u root -p… app'
 */
export function maskPasswords(text: string): string {
  return text.replace(PASSWORD, (written, before: string, quote: string, value: string) =>
    /^[$`]/.test(value) ? written : `${before}${quote}…`,
  )
}
