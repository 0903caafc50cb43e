import { booleanSetting, ENVIRONMENTS, setting } from '@shipworthy/kit/config'
import { z } from 'zod'

const section = 'app'

export const APP_SETTINGS = {
  NODE_ENV: setting(z.enum(ENVIRONMENTS).default('development'), {
    section,
    describe: 'development, test, staging or production; the latter two refuse what is unsafe.',
  }),
  APP_NAME: setting(z.string().min(1).default('MapleHustle'), {
    section,
    describe: 'As mails and the documentation of the API name the service.',
  }),
  PUBLIC_URL: setting(z.url({ protocol: /^https?$/ }).transform(withoutSlash), {
    section,
    describe: 'Where users reach the service; links in mails begin with it.',
    developmentDefault: 'http://localhost:3000',
    example: 'https://maplehustle.example',
  }),
  DEFAULT_LOCALE: setting(z.enum(['en', 'fr']).default('en'), {
    section,
    describe: 'Language of mails for users who have not chosen one.',
  }),
  LOG_LEVEL: setting(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'), {
    section,
    describe: 'What is logged.',
  }),
  DATA_FOLDER: setting(z.string().min(1).default('.data/maplehustle'), {
    section,
    describe: 'Where the embedded database and uploads are kept.',
  }),
  SEED_DEMO: setting(booleanSetting().default(true), {
    section,
    describe: 'Fills an empty database with a demo catalogue; in development only.',
  }),
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
