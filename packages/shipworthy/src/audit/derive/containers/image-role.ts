import type { ProjectFacts } from '../../facts/project-facts.ts'
import { baseName, folderOf } from '../../facts/paths.ts'
import { isBackingImage, isNodeImage, isOwnImage, parseImage } from './base-images.ts'

/** `own`: built from this project. `third-party`: a datastore, proxy or agent that everybody knows. */
export type ImageRole = 'own' | 'third-party' | 'unknown'

/** The name of the container tells where a template decides the image. */
export type RoleOf = (image: string | undefined, container?: string) => ImageRole

/** Agents, proxies, consoles and tools that run beside applications, by the last part of their name. */
const TOOLS =
  /^(node-exporter|[\w-]+-exporter|exporter|portainer(-ce|-ee)?|traefik|watchtower|cadvisor|prometheus|alertmanager|grafana(-oss|-enterprise)?|loki|promtail|tempo|alloy|jaeger|all-in-one|opentelemetry-collector(-contrib)?|otel-collector[\w-]*|fluentd|fluent-bit|filebeat|metricbeat|logstash|kibana|elasticsearch|opensearch[\w-]*|vector|telegraf|datadog-agent|agent|cluster-agent|newrelic[\w-]*|docker-socket-proxy|socket-proxy|nginx-proxy|acme-companion|docker-gen|certbot|swag|caddy[\w-]*|envoy|istio[\w-]*|linkerd[\w-]*|proxyv2|cloudflared|oauth2-proxy|cloud-sql-proxy|gce-proxy|vault[\w-]*|consul|etcd|zookeeper|kafka[\w-]*|cp-[\w-]+|redpanda|nats|mongo-express|adminer|pgadmin4?|phpmyadmin|redis-?commander|redisinsight|mailhog|mailpit|maildev|mailcatcher|localstack|minio|mc|keycloak|postgres(ql)?[\w-]*|pgbouncer|postgis|timescaledb|mysql[\w-]*|mariadb[\w-]*|mongo(db)?[\w-]*|redis[\w-]*|valkey[\w-]*|memcached|clickhouse[\w-]*|rabbitmq[\w-]*|meilisearch|typesense|dind|docker|gitlab-runner|github-runner|actions-runner|jenkins|registry|busybox|alpine|curl|wait-for-it|sonarqube[\w-]*|unleash-server)$/

/** Tells whose image it is, by what the project builds and what its packages are called. */
export function imageRoles(facts: Pick<ProjectFacts, 'packages' | 'dockerfiles' | 'composeProjects' | 'name'>): RoleOf {
  const built = new Set([
    ...facts.dockerfiles.map(({ path }) => baseName(folderOf(path))).filter((name) => name.length > 3),
    ...facts.composeProjects.flatMap(({ services }) =>
      services.flatMap(({ build, image }) => (build && image ? lastPart(image) : [])),
    ),
  ])
  return (image, container = '') => {
    if (!image) return 'unknown'
    if (image.includes('{{') && TOOLS.test(container)) return 'third-party'
    const name = lastPart(image)
    if (isOwnImage(image, facts.packages, facts.name) || built.has(name) || isNodeImage(image)) return 'own'
    return isBackingImage(image) || TOOLS.test(name) ? 'third-party' : 'unknown'
  }
}

function lastPart(image: string): string {
  return baseName(parseImage(image)?.repository ?? '')
}
