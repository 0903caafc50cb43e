/** Every command, in the order the help lists them. */
export const COMMANDS = ['check', 'explain'] as const
