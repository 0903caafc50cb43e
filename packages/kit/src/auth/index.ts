export {
  createAccessTokens,
  type AccessClaims,
  type AccessTokenOptions,
  type AccessTokens,
  type SigningAlgorithm,
  type SigningKey,
} from './access-tokens.ts'
export { AUTH_MIGRATIONS } from './auth-migrations.ts'
export { createLockout, type Attempt, type Lockout, type LockoutOptions } from './lockout.ts'
export { createLogin, type LoginOptions, type LoginResult, type LoginUser } from './login.ts'
export { createPasswords, type PasswordOptions, type Passwords, type PasswordVerdict } from './passwords.ts'
export {
  definePermissions,
  type Actor,
  type Permission,
  type Permissions,
  type PermissionTable,
} from './permissions.ts'
export { createSecondFactor, type Enrolment, type SecondFactor, type SecondFactorOptions } from './second-factor.ts'
export { createSessions, type Session, type SessionOptions, type Sessions, type SessionTokens } from './sessions.ts'
export { createSingleUseTokens, type SingleUseTokenRequest, type SingleUseTokens } from './single-use-tokens.ts'
export { KitError } from '../kit-error.ts'
