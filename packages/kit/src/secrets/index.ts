export { generateSecretKeys, type SecretKeyPair } from './key-pair.ts'
export { isSealed, openSealed, rotateSealed, seal } from './seal.ts'
export { KitError } from '../kit-error.ts'
