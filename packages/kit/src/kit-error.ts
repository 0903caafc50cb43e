/** What a user of the kit meets when something is wrong. Codes are stable and never used for anything else. */
export const KIT_ERRORS = {
  SW_ERR_KIT_START_FAILED: 'the service could not start: {part}: {reason}',
  SW_ERR_KIT_PART_TIMEOUT: '{part} did not {verb} within {timeoutMs} ms',
  SW_ERR_KIT_PART_DUPLICATE: 'a part named {part} was added already; every part needs a name of its own',
  SW_ERR_KIT_ALREADY_STARTED: 'parts can only be added before the service starts; {part} came too late',
  SW_ERR_KIT_CONFIG_INVALID: 'the configuration is not usable:\n{problems}',
  SW_ERR_KIT_SECRET_FILE: '{variable} names the file {path}, which cannot be read: {reason}',
  SW_ERR_KIT_SEALED: 'a sealed value cannot be opened: {reason}',
  SW_ERR_KIT_KEY: 'the key cannot be used: {reason}',
  SW_ERR_KIT_MIGRATION_FILES: 'the migrations cannot be used: {problem}',
  SW_ERR_KIT_MIGRATION_CHANGED: '{name} was changed after it was applied; write a new migration instead',
  SW_ERR_KIT_MIGRATION_FAILED: 'the migration {name} failed and was rolled back: {reason}',
  SW_ERR_KIT_MIGRATION_PENDING: 'the database is not where this version expects it: {list}; apply the migrations first',
  SW_ERR_KIT_LIMIT: 'the limit cannot be kept: {problem}',
  SW_ERR_KIT_PROXIES: 'the trusted proxies are wrong: {problem}',
  SW_ERR_KIT_CACHE_OPTION: 'the cache cannot work like this: {problem}',
  SW_ERR_KIT_CACHE_PREFIX:
    'the prefix "{prefix}" does not end with ":", so that it would also be one of keys that only begin alike',
  SW_ERR_KIT_CACHE_VALUE: 'the value of {key} cannot be cached, as it is no JSON: {reason}',
  SW_ERR_KIT_CACHE_LOAD_TIMEOUT: 'loading {key} took longer than {timeoutMs} ms',
  SW_ERR_KIT_ORIGIN: '"{origin}" is no origin such as https://app.example; every page would be meant by * or null',
  SW_ERR_KIT_CSRF_SECRET: 'CSRF tokens need a secret of at least 32 characters',
  SW_ERR_KIT_HEADER: 'the value of {name} would be read as more than one',
  SW_ERR_KIT_EMBEDDED_PRODUCTION:
    'the embedded database is for development and tests, and NODE_ENV is production; use createPool with a server instead',
  SW_ERR_KIT_EMBEDDED_LOCKED:
    'the database in {folder} is in use by {holder}, and only one process can use it; stop that one, or, if you are sure that it is gone, delete {path}',
  SW_ERR_KIT_EMBEDDED_START: 'the embedded database does not start: {reason}',
  SW_ERR_KIT_EMBEDDED_BUSY:
    'the embedded database was not free within {timeoutMs} ms: it does one transaction at a time; is a connection held that is never released, or the pool asked for something while one is held?',
  SW_ERR_KIT_JOBS_STORE: 'the jobs cannot be reached: {reason}',
  SW_ERR_KIT_JOBS_DUPLICATE: 'two {kind}s are named {name}; every {kind} needs a name of its own',
  SW_ERR_KIT_JOBS_SCHEDULE: 'the schedule {name} cannot be used: {reason}',
  SW_ERR_KIT_JOBS_LATE: 'nobody works on these queues: {list}; is a worker running, and is it connected?',
  SW_ERR_KIT_JOB_PAYLOAD: 'the payload does not fit the task {task}: {issues}',
  SW_ERR_KIT_JOB_UNKNOWN_TASK: 'no task is named {task}; add it to the tasks of createJobs',
  SW_ERR_KIT_JOB_TIMEOUT: '{task} did not finish within {timeoutMs} ms',
  SW_ERR_KIT_JOB_STOPPED: '{task} was aborted, as the service stops; it runs again',
  SW_ERR_KIT_JOB_NOT_FOUND: 'there is no job {reference}; it may be done and forgotten',
  SW_ERR_KIT_PASSWORD: 'the password cannot be used: it is {problem}',
  SW_ERR_KIT_TOKEN: 'the access token is not accepted: {reason}',
  SW_ERR_KIT_REFRESH: 'the refresh token is not accepted: {reason}; log in again',
  SW_ERR_KIT_SECOND_FACTOR: 'there is a second factor already; disable it first',
  SW_ERR_KIT_FORBIDDEN: 'not allowed: {action}',
  SW_ERR_KIT_MAIL: 'the mail cannot be made: {reason}',
  SW_ERR_KIT_MAILBOX_PRODUCTION:
    'the mailbox shows every mail to everybody, and NODE_ENV is production; use smtpTransport instead',
} as const

export type KitErrorCode = keyof typeof KIT_ERRORS

/**
 * A known error of the kit.
 *
 * @example
 * try {
 *   loadConfig({ schema })
 * } catch (error) {
 *   if (error instanceof KitError && error.code === 'SW_ERR_KIT_CONFIG_INVALID') console.error(error.message)
 * }
 */
export class KitError extends Error {
  readonly code: KitErrorCode

  constructor(code: KitErrorCode, details: Readonly<Record<string, string | number>>, cause?: unknown) {
    const text = KIT_ERRORS[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? name))
    super(text, cause === undefined ? undefined : { cause })
    this.name = 'KitError'
    this.code = code
  }
}
