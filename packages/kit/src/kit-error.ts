/** What a user of the kit meets when something is wrong. Codes are stable and never used for anything else. */
export const KIT_ERRORS = {
  SW_ERR_KIT_START_FAILED: {
    message: 'the service could not start: {part}: {reason}',
    remedy: 'Mend what the reason names; the parts that had started were stopped again.',
  },
  SW_ERR_KIT_PART_TIMEOUT: {
    message: '{part} did not {verb} within {timeoutMs} ms',
    remedy: 'Find out what {part} waits for, or give it another `timeoutMs`.',
  },
  SW_ERR_KIT_PART_DUPLICATE: {
    message: 'a part named {part} was added already; every part needs a name of its own',
    remedy: 'Give one of them another name.',
  },
  SW_ERR_KIT_ALREADY_STARTED: {
    message: 'parts can only be added before the service starts; {part} came too late',
    remedy: 'Add every part before `start` or `runService`.',
  },
  SW_ERR_KIT_CONFIG_INVALID: {
    message: 'the configuration is not usable:\n{problems}',
    remedy:
      'Set each variable that is named, in the environment, in `.env`, or as a file with `_FILE`; `env.example` says what they are for.',
  },
  SW_ERR_KIT_SECRET_FILE: {
    message: '{variable} names the file {path}, which cannot be read: {reason}',
    remedy: 'Check that the file is mounted and that the user of the process may read it.',
  },
  SW_ERR_KIT_SEALED: {
    message: 'a sealed value cannot be opened: {reason}',
    remedy:
      'Give the private key that the value was sealed for in `SECRETS_KEY`, or seal the value anew, for the variable it stands in.',
  },
  SW_ERR_KIT_KEY: {
    message: 'the key cannot be used: {reason}',
    remedy: 'Give a key of the kind that the reason names; `generateSecretKeys` makes those for sealed values.',
  },
  SW_ERR_KIT_MIGRATION_FILES: {
    message: 'the migrations cannot be used: {problem}',
    remedy:
      'Name the files `001_users.sql`, `002_orders.sql`, each with a number of its own and no section for the way down.',
  },
  SW_ERR_KIT_MIGRATION_CHANGED: {
    message: '{name} was changed after it was applied; write a new migration instead',
    remedy: 'Put the file back as it was when it was applied, and write what is new into a file of its own.',
  },
  SW_ERR_KIT_MIGRATION_FAILED: {
    message: 'the migration {name} failed and was rolled back: {reason}',
    remedy:
      'Mend the statement that the reason names and run the migrations again; those before it stay applied. A file that begins with `-- no transaction` may have done a part of its work: look before you run it again.',
  },
  SW_ERR_KIT_MIGRATION_BUSY: {
    message: 'another instance has been migrating this database for too long to wait for it: {reason}',
    remedy:
      "Run the migrations again when it is done. If none is running, a session was left behind: `SELECT pid, query FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory'` shows it, and `pg_terminate_backend(pid)` ends it.",
  },
  SW_ERR_KIT_MIGRATION_PENDING: {
    message: 'the database is not where this version expects it: {list}; apply the migrations first',
    remedy:
      'Run `migrator.up()` before this version starts; for one that is missing, deploy the version that has its file.',
  },
  SW_ERR_KIT_LIMIT: {
    message: 'the limit cannot be kept: {problem}',
    remedy: 'Give a limit and a burst of at least 1, a time above 0, and names of letters, digits, `.`, `_` and `-`.',
  },
  SW_ERR_KIT_PROXIES: {
    message: 'the trusted proxies are wrong: {problem}',
    remedy:
      "Give `'none'`, the number of proxies in front of the service, or their addresses and networks such as `10.0.0.0/8`.",
  },
  SW_ERR_KIT_CACHE_OPTION: {
    message: 'the cache cannot work like this: {problem}',
    remedy: 'Change the option that the message names.',
  },
  SW_ERR_KIT_CACHE_PREFIX: {
    message: 'the prefix "{prefix}" does not end with ":", so that it would also be one of keys that only begin alike',
    remedy: 'End it with a colon: `user:1:`.',
  },
  SW_ERR_KIT_CACHE_VALUE: {
    message: 'the value of {key} cannot be cached, as it is no JSON: {reason}',
    remedy: 'Return plain data from the function that loads it: no functions, no BigInt, nothing that goes in circles.',
  },
  SW_ERR_KIT_CACHE_LOAD_TIMEOUT: {
    message: 'loading {key} took longer than {timeoutMs} ms',
    remedy:
      'Find out what is slow, give the `signal` that the loading function gets to whatever it waits for, or raise `loadTimeoutMs`.',
  },
  SW_ERR_KIT_ORIGIN: {
    message: '"{origin}" is no origin such as https://app.example; every page would be meant by * or null',
    remedy:
      'Write each origin as browsers send it: scheme, host, and port when it is not the usual one; no path, no `*`.',
  },
  SW_ERR_KIT_CSRF_SECRET: {
    message: 'CSRF tokens need a secret of at least 32 characters',
    remedy: 'Give a random text of 32 characters or more, such as the output of `openssl rand -base64 32`.',
  },
  SW_ERR_KIT_HEADER: {
    message: 'the value of {name} would be read as more than one',
    remedy: 'Take line breaks, and in directives `;` and `,`, out of the value.',
  },
  SW_ERR_KIT_EMBEDDED_PRODUCTION: {
    message:
      'the embedded database is for development and tests, and NODE_ENV is production; use createPool with a server instead',
    remedy: 'Use `createPool` of `@shipworthy/kit/database` with the address of a PostgreSQL server.',
  },
  SW_ERR_KIT_EMBEDDED_LOCKED: {
    message:
      'the database in {folder} is in use by {holder}, and only one process can use it; stop that one, or, if you are sure that it is gone, delete {path}',
    remedy:
      'Stop the process that is named, or give this one another folder. Delete the lock file only when that process is gone for sure.',
  },
  SW_ERR_KIT_EMBEDDED_START: {
    message: 'the embedded database does not start: {reason}',
    remedy:
      'Look whether the folder can be written and was made by the same major version of PGlite; a new folder starts empty.',
  },
  SW_ERR_KIT_EMBEDDED_BUSY: {
    message:
      'the embedded database was not free within {timeoutMs} ms: it does one transaction at a time; is a connection held that is never released, or the pool asked for something while one is held?',
    remedy: 'Release every connection in a `finally`, and use the connection, not the pool, inside of a transaction.',
  },
  SW_ERR_KIT_JOBS_STORE: {
    message: 'the jobs cannot be reached: {reason}',
    remedy:
      'Look whether the Redis or PostgreSQL of the jobs is up and its address right, and start the jobs before you use them.',
  },
  SW_ERR_KIT_JOBS_DUPLICATE: {
    message: 'two {kind}s are named {name}; every {kind} needs a name of its own',
    remedy: 'Give one of them another name; jobs in the store find their task by it.',
  },
  SW_ERR_KIT_JOBS_SCHEDULE: {
    message: 'the schedule {name} cannot be used: {reason}',
    remedy: 'Correct the cron expression (five fields, or six with seconds first) or the time zone.',
  },
  SW_ERR_KIT_JOBS_LATE: {
    message: 'nobody works on these queues: {list}; is a worker running, and is it connected?',
    remedy:
      'Start a worker with the role `worker`, and one instance with the role `scheduler`; look whether the queue is full of jobs that take long.',
  },
  SW_ERR_KIT_JOB_PAYLOAD: {
    message: 'the payload does not fit the task {task}: {issues}',
    remedy:
      'Send what the schema of the task asks for; of a job that is stored already, the schema has become stricter than what was enqueued.',
  },
  SW_ERR_KIT_JOB_UNKNOWN_TASK: {
    message: 'no task is named {task}; add it to the tasks of createJobs',
    remedy: 'Add the task to `tasks`; keep one that is no longer enqueued until its last job is done.',
  },
  SW_ERR_KIT_JOB_TIMEOUT: {
    message: '{task} did not finish within {timeoutMs} ms',
    remedy: 'Give `signal` to whatever the handler waits for, and raise `timeoutMs` of the task if it needs longer.',
  },
  SW_ERR_KIT_JOB_STOPPED: {
    message: '{task} was aborted, as the service stops; it runs again',
    remedy: 'Nothing: it runs again. If that happens at each deployment, raise `drainMs` or make the task shorter.',
  },
  SW_ERR_KIT_JOB_NOT_FOUND: {
    message: 'there is no job {reference}; it may be done and forgotten',
    remedy: 'Look at `keepCompletedMs` and `keepDeadMs`, which say how long jobs are kept.',
  },
  SW_ERR_KIT_PASSWORD: {
    message: 'the password cannot be used: it is {problem}',
    remedy: 'Ask the user for another one.',
  },
  SW_ERR_KIT_TOKEN: {
    message: 'the access token is not accepted: {reason}',
    remedy: 'Answer with 401, so that the client gets a new one with its refresh token.',
  },
  SW_ERR_KIT_REFRESH: {
    message: 'the refresh token is not accepted: {reason}; log in again',
    remedy: 'Answer with 401 and have the user log in.',
  },
  SW_ERR_KIT_SECOND_FACTOR: {
    message: 'there is a second factor already; disable it first',
    remedy: 'Disable the one there is, after asking for a code of it.',
  },
  SW_ERR_KIT_FORBIDDEN: {
    message: 'not allowed: {action}',
    remedy: 'Answer with 403; `definePermissions` says who may.',
  },
  SW_ERR_KIT_MAIL: {
    message: 'the mail cannot be made: {reason}',
    remedy: 'Give what the template asks for; addresses and subjects are one line.',
  },
  SW_ERR_KIT_MAILBOX_PRODUCTION: {
    message: 'the mailbox shows every mail to everybody, and NODE_ENV is production; use smtpTransport instead',
    remedy: 'Use `smtpTransport` with the server that sends your mail.',
  },
} as const satisfies Record<`SW_ERR_KIT_${string}`, { message: string; remedy: string }>

export type KitErrorCode = keyof typeof KIT_ERRORS

/**
 * A known error of the kit: what happened and why in `message`, what to do in `remedy`.
 *
 * @example
 * try {
 *   loadConfig({ schema })
 * } catch (error) {
 *   if (error instanceof KitError && error.code === 'SW_ERR_KIT_CONFIG_INVALID') console.error(error.message, error.remedy)
 * }
 */
export class KitError extends Error {
  /** Stable; what a program should compare. */
  readonly code: KitErrorCode
  /** What to do about it, a sentence. */
  readonly remedy: string

  constructor(code: KitErrorCode, details: Readonly<Record<string, string | number>>, cause?: unknown) {
    const { message, remedy } = KIT_ERRORS[code]
    super(fill(message, details), cause === undefined ? undefined : { cause })
    this.name = 'KitError'
    this.code = code
    this.remedy = fill(remedy, details)
  }
}

function fill(text: string, details: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? name))
}
