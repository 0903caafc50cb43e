import type { OperationsNote } from '../../facts/operations.ts'

/** What a line must look like to say something, and in which files. */
export interface NoteKind extends Pick<OperationsNote, 'topic' | 'kind'> {
  files: RegExp
  line: RegExp
  unless?: RegExp
  /** Text the file must also have. */
  requires?: RegExp
}

const YAML = /\.(ya?ml|tpl|tmpl|rules)$/
const DOCUMENT = /\.(mdx?|rst|adoc|txt)$/i

export const NOTE_KINDS: readonly NoteKind[] = [
  // https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/; templates of Helm keep these lines.
  { topic: 'alert', kind: 'prometheus', files: YAML, line: /^\s*(-\s*)?["']?alert["']?:\s*\S/, requires: /\bexpr:/ },
  {
    topic: 'alert',
    kind: 'grafana',
    files: YAML,
    line: /^\s*(-\s*)?title:\s*\S/,
    requires: /^\s*(-\s*)?(noDataState|execErrState|condition):/m,
  },
  { topic: 'alert', kind: 'alertmanager', files: YAML, line: /^receivers:/, requires: /^route:/m },
  { topic: 'alert', kind: 'gatus', files: YAML, line: /^alerting:/, requires: /^endpoints:/m },
  {
    topic: 'alert',
    kind: 'chart',
    files: /(^|\/)Chart\.ya?ml$/,
    line: /^\s*-?\s*name:\s*["']?[\w-]*-alerts?["']?\s*$/,
  },
  {
    topic: 'alert',
    kind: 'cloudformation',
    files: /\.(ya?ml|json|template)$/,
    line: /AWS::CloudWatch::(Composite)?Alarm/,
  },
  {
    topic: 'alert',
    kind: 'terraform',
    files: /\.(tf|hcl)$/,
    line: /^\s*resource\s+"(aws_cloudwatch_(metric|composite)_alarm|google_monitoring_(alert_policy|uptime_check_config)|azurerm_monitor_\w*alert\w*|datadog_monitor|newrelic_\w*alert\w*|grafana_rule_group|sentry_\w*alert|checkly_\w+|betteruptime_monitor|better-uptime_\w+|uptimerobot_monitor|statuscake_\w+|pagerduty_service|opsgenie_\w+)"/,
  },
  {
    topic: 'backup',
    kind: 'terraform',
    files: /\.(tf|hcl|bicep)$/,
    line: /\bbackup_retention_(period|days)\s*=\s*(?!0\b)|\bbackup_configuration\s*\{|"aws_backup_(plan|selection)"|\bpoint_in_time_recovery(_enabled)?\b|backupRetentionDays/,
  },
  {
    topic: 'backup',
    kind: 'cloudformation',
    files: /\.(ya?ml|json|template)$/,
    line: /\bBackupRetentionPeriod["']?:\s*["']?(?!0\b)|AWS::Backup::Backup(Plan|Selection)|PointInTimeRecoveryEnabled["']?:\s*["']?true/,
  },
  {
    topic: 'backup',
    kind: 'operator',
    files: YAML,
    line: /^kind:\s*["']?(ScheduledBackup|BackupSchedule|BackupConfiguration|MySQLBackup|\w+Backup)["']?\s*$|^\s*(barmanObjectStore|pgbackrest|pgBackRestConfig|backupSchedules?|logicalBackupSchedule):|^\s*enableLogicalBackup:\s*true/,
  },
  {
    topic: 'backup',
    kind: 'operator',
    files: YAML,
    line: /^kind:\s*["']?Schedule["']?\s*$/,
    requires: /^apiVersion:\s*(velero\.io|k8up\.io|backup\.appuio\.ch)/m,
  },
  { topic: 'backup', kind: 'litestream', files: /(^|\/)litestream\.ya?ml$/, line: /^dbs:/ },
  {
    topic: 'backup',
    kind: 'make',
    files: /(^|\/)(makefile|justfile|taskfile\.ya?ml)$/i,
    line: /\b(pg_dump(all)?|mysqldump|mariadb-dump|mongodump|pg_basebackup)\b/,
    unless: /--schema-only|\s-s\b|--no-data/,
  },
  {
    topic: 'backup',
    kind: 'documented command',
    files: DOCUMENT,
    line: /\b(pg_dump(all)?|mysqldump|mariadb-dump|mongodump|pg_basebackup|wal-g|pgbackrest|barman|litestream|restic|borgbackup)\b/i,
    unless: /--schema-only|--no-data|^\s*\|/,
  },
  {
    topic: 'backup',
    kind: 'documentation',
    files: DOCUMENT,
    line: /^(#+|=+)\s.*\b(back(ing)?[- ]?ups?|disaster recovery)\b/i,
  },
  // Platforms that keep the database and its backups.
  { topic: 'managed-database', kind: 'Render', files: /(^|\/)render\.ya?ml$/, line: /^\s*databases:/ },
  {
    topic: 'managed-database',
    kind: 'Heroku',
    files: /(^|\/)app\.json$/,
    line: /"(heroku-postgresql|jawsdb|cleardb|mongolab|mongohq)\b/,
  },
  {
    topic: 'managed-database',
    kind: 'Terraform',
    files: /\.(tf|hcl|bicep)$/,
    line: /^\s*resource\s+"(aws_(db_instance|rds_cluster|docdb_cluster)|google_sql_database_instance|azurerm_(postgresql|mysql|mariadb|mssql|cosmosdb)\w*|digitalocean_database_cluster|mongodbatlas_(advanced_)?cluster|neon_project|supabase_project)"/,
  },
  {
    topic: 'managed-database',
    kind: 'CloudFormation',
    files: /\.(ya?ml|json|template)$/,
    line: /AWS::(RDS::DB(Instance|Cluster)|DocDB::DBCluster)\b/,
  },
  // Commands that a platform runs at every release, or to start the service.
  {
    topic: 'platform-command',
    kind: 'Fly.io',
    files: /(^|\/)fly(\.[\w-]+)?\.toml$/,
    line: /^\s*release_command\s*=/,
  },
  {
    topic: 'platform-command',
    kind: 'Render',
    files: /(^|\/)render\.ya?ml$/,
    line: /^\s*(preDeployCommand|startCommand|dockerCommand):/,
  },
  {
    topic: 'platform-command',
    kind: 'Railway',
    files: /(^|\/)railway\.(toml|json)$/,
    line: /^\s*"?(preDeployCommand|startCommand)"?\s*[:=]/,
  },
  { topic: 'platform-command', kind: 'Nixpacks', files: /(^|\/)nixpacks\.toml$/, line: /^\s*cmd\s*=/ },
]
