const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no such file (a dangling link?)',
  EISDIR: 'is a folder',
  ELOOP: 'symbolic links in a circle',
  ENAMETOOLONG: 'the name is too long',
}

/** Why the file system refused, in words. */
export function describeProblem(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return REASONS[code] ?? (code || 'cannot be read')
}
