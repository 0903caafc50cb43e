/** Calls that make something, by the package they come from. */
export interface Maker {
  title: string
  packages: readonly string[]
  /** Canonical names of the calls. */
  makes: RegExp
}

export const CACHE_MAKERS: readonly Maker[] = [
  { title: 'node-cache', packages: ['node-cache'], makes: /^node-cache$/ },
  { title: 'lru-cache', packages: ['lru-cache'], makes: /^lru-cache(\.LRUCache)?$/ },
  { title: 'Keyv', packages: ['keyv'], makes: /^keyv(\.Keyv)?$/ },
  {
    title: 'cache-manager',
    packages: ['cache-manager'],
    makes: /^cache-manager\.(caching|createCache|multiCaching)$/,
  },
  {
    title: 'Nest CacheModule',
    packages: ['@nestjs/cache-manager', '@nestjs/common'],
    makes: /\.CacheModule\.register(Async)?$/,
  },
  { title: 'Memcached', packages: ['memcached', 'memjs'], makes: /^(memcached|memjs\.Client\.create)$/ },
  { title: 'apicache', packages: ['apicache'], makes: /^apicache\.(middleware|options)/ },
  { title: 'memory-cache', packages: ['memory-cache'], makes: /^memory-cache\.(put|Cache)$/ },
  { title: '@fastify/caching', packages: ['@fastify/caching'], makes: /^@fastify\/caching/ },
  {
    title: 'Redis through @upstash/redis',
    packages: ['@upstash/redis'],
    makes: /^@upstash\/redis\.Redis(\.fromEnv)?$/,
  },
]

export const QUEUE_MAKERS: readonly Maker[] = [
  {
    title: 'BullMQ',
    packages: ['bullmq', '@nestjs/bullmq'],
    makes: /^bullmq\.(Queue|Worker|FlowProducer)$|BullModule\.(forRoot|registerQueue)(Async)?$/,
  },
  { title: 'Bull', packages: ['bull', '@nestjs/bull'], makes: /^bull$|BullModule\.(forRoot|registerQueue)(Async)?$/ },
  { title: 'Bee-Queue', packages: ['bee-queue'], makes: /^bee-queue$/ },
  { title: 'Agenda', packages: ['agenda', '@hokify/agenda'], makes: /^(@hokify\/)?agenda(\.Agenda)?$/ },
  { title: 'pg-boss', packages: ['pg-boss'], makes: /^pg-boss(\.PgBoss)?$/ },
  { title: 'Graphile Worker', packages: ['graphile-worker'], makes: /^graphile-worker\.(run|makeWorkerUtils)$/ },
  {
    title: 'RabbitMQ',
    packages: ['amqplib', 'amqp-connection-manager', '@golevelup/nestjs-rabbitmq'],
    makes: /^(amqplib(\/callback_api)?|amqp-connection-manager)\.connect$|RabbitMQModule\.forRoot/,
  },
  {
    title: 'Kafka',
    packages: ['kafkajs', 'node-rdkafka'],
    makes: /^kafkajs\.Kafka$|^node-rdkafka\.(Producer|KafkaConsumer)$/,
  },
  { title: 'NATS', packages: ['nats'], makes: /^nats\.connect$/ },
  { title: 'MQTT', packages: ['mqtt'], makes: /^mqtt\.connect(Async)?$/ },
  {
    title: 'Amazon SQS',
    packages: ['@aws-sdk/client-sqs', 'sqs-consumer'],
    makes: /^@aws-sdk\/client-sqs\.(SQS|SQSClient)$|^sqs-consumer\.Consumer\.create$/,
  },
  { title: 'Google Pub/Sub', packages: ['@google-cloud/pubsub'], makes: /^@google-cloud\/pubsub\.PubSub$/ },
  { title: 'Temporal', packages: ['@temporalio/worker'], makes: /^@temporalio\/worker\.Worker\.create$/ },
  { title: 'Inngest', packages: ['inngest'], makes: /^inngest\.Inngest$/ },
  { title: 'node-cron', packages: ['node-cron'], makes: /^node-cron\.schedule$/ },
  { title: 'cron', packages: ['cron'], makes: /^cron\.CronJob(\.from)?$/ },
  { title: 'node-schedule', packages: ['node-schedule'], makes: /^node-schedule\.scheduleJob$/ },
  { title: 'Nest ScheduleModule', packages: ['@nestjs/schedule'], makes: /ScheduleModule\.forRoot$/ },
]
