/** What `init` was asked for on the command line. */
export interface InitFlags {
  force?: true
  dryRun?: true
  debug?: true
}
