/** What is known of it. */
export interface MysqlFacts {
  target: string
}
