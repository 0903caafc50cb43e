/** Links of mails and invitations carry their secret in the path: `/reset/<token>`. */
export function pathWithoutTokens(path: string): string {
  return path
    .split('/')
    .map((part) => (part.length >= SHORTEST_TOKEN && !UUID.test(part) && TOKEN.test(part) ? '[token]' : part))
    .join('/')
}

/** 16 random bytes are 22 characters of Base64. */
const SHORTEST_TOKEN = 20
/** Letters and digits together, as no word has them. */
const TOKEN = /^(?=.*[0-9])(?=.*[a-z])[\w.~%=+-]+$/i
/** Names a thing and opens none. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
