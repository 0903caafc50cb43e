import { settingAt } from '../../derive/evidence.ts'
import type { KubernetesObject } from '../../facts/containers.ts'
import { entriesAt, isOpenAt, itemsAt, nodeAt, recordAt, textAt } from '../../facts/setting-node.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Annotations with which load balancers of clouds and some controllers get their certificates. */
const CERTIFICATE =
  /^(alb\.ingress\.kubernetes\.io\/(certificate-arn|ssl-policy|ssl-redirect)|networking\.gke\.io\/managed-certificates|ingress\.gcp\.kubernetes\.io\/pre-shared-cert|appgw\.ingress\.kubernetes\.io\/(appgw-ssl-certificate|ssl-redirect)|traefik\.ingress\.kubernetes\.io\/router\.tls(\..*)?|route\.openshift\.io\/termination|service\.beta\.kubernetes\.io\/aws-load-balancer-ssl-cert|haproxy\.org\/ssl-certificate)$/
/** Classes and annotations that mean that something in front may end TLS. */
const IN_FRONT =
  /^(alb|gce|gce-internal|azure\/application-gateway|azure-application-gateway|cloudflare-tunnel|tailscale|kong-internal|internal)$/

export default defineRule({
  id: 'containers/ingress-no-tls',
  catalogue: 'CT20',
  title: 'The Ingress answers without TLS',
  severity: 'warning',
  confidence: 'structural',
  needs: ['workloads'],
  why: 'What travels without TLS can be read and changed on its way: passwords, session cookies, personal data. Browsers mark the site as not secure, and cookies with `Secure` never arrive.',
  remedies: [
    {
      for: 'kubernetes',
      effort: 'S',
      text: 'Let cert-manager fetch and renew a certificate, and name it.',
      code: 'metadata:\n  annotations: { cert-manager.io/cluster-issuer: letsencrypt }\nspec:\n  tls:\n    - hosts: [api.example.com]\n      secretName: api-tls',
    },
    {
      for: 'kubernetes',
      effort: 'S',
      text: 'Where a load balancer of the cloud ends TLS, give it its certificate in the annotation it reads.',
      code: 'alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:…',
    },
  ],
  references: [
    {
      title: 'Kubernetes: Ingress, TLS',
      url: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
    },
    { title: 'Polaris: security checks', url: 'https://polaris.docs.fairwinds.com/checks/security/' },
  ],
  falsePositives: [
    'A load balancer of the cloud ends TLS: with its annotation it passes, without it the verdict is unknown.',
    'A template or values decide: unknown.',
  ],
  examples: [
    {
      name: 'a certificate for its host',
      outcome: 'pass',
      line: 5,
      files: ingress('', 'tls: [{ hosts: [api.example.com], secretName: api-tls }]'),
    },
    { name: 'none', outcome: 'fail', line: 1, says: 'api.example.com', files: ingress('', 'ingressClassName: nginx') },
    {
      name: 'the certificate of a load balancer',
      outcome: 'pass',
      files: ingress(
        'alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:eu-central-1:1:certificate/1',
        'ingressClassName: alb',
      ),
    },
    {
      name: 'the overlay for production adds it',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'k8s/base/ingress.yaml': manifest('', 'ingressClassName: nginx'),
        'k8s/base/kustomization.yaml': 'resources: [ingress.yaml]\n',
        'k8s/prod/kustomization.yaml':
          'resources: [../base]\npatches:\n  - target: { kind: Ingress }\n    patch: |-\n      - op: add\n        path: /spec/tls\n        value: [{ hosts: [api.example.com], secretName: api-tls }]\n',
      }),
    },
    { name: 'a load balancer that may have one', outcome: 'unknown', files: ingress('', 'ingressClassName: alb') },
    {
      name: 'the values of a chart decide',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        'chart/Chart.yaml': 'name: api\n',
        'chart/values.yaml': 'ingress:\n  tls: []\n',
        'chart/templates/ingress.yaml': manifest(
          '',
          '{{- if .Values.ingress.tls }}\n  tls: {{- toYaml .Values.ingress.tls | nindent 4 }}\n  {{- end }}',
        ),
      }),
    },
    { name: 'no Ingress', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
  ],
  evaluate({ workloads }) {
    const ingresses = workloads.objects.filter(({ kind }) => kind === 'Ingress')
    if (ingresses.length === 0) return notApplicable('no Ingress is in the project')
    const judged = ingresses.map((object) => ({ object, verdict: judge(object) }))
    const place = (object: KubernetesObject, text: string) => settingAt(object.path, object.line, text)
    const good = judged.filter(({ verdict }) => verdict === 'tls')
    const bare = judged.filter(({ verdict }) => verdict === 'none')
    if (bare.length > 0)
      return fail(
        bare.map(({ object }) => ({
          message: `${hostsOf(object)} answers without TLS: the Ingress names no certificate`,
          evidence: [place(object, `Ingress ${object.name ?? ''}`)],
        })),
        good.length,
      )
    const open = judged.filter(({ verdict }) => verdict === 'open')
    if (open.length > 0)
      return unknown(
        'whether TLS ends in front of the Ingress is decided elsewhere',
        open.map(({ object }) => place(object, `Ingress ${object.name ?? ''}`)),
      )
    return pass(
      good.map(({ object }) => {
        const tls = nodeAt(object.tree, 'spec', 'tls')
        return tls ? settingAt(tls.file, tls.line, 'tls:') : place(object, 'a certificate in its annotations')
      }),
      good.length,
    )
  },
})

function judge({ tree, isOpen }: KubernetesObject): 'tls' | 'none' | 'open' {
  if (itemsAt(tree, 'spec', 'tls').length > 0) return 'tls'
  const annotations = recordAt(tree, 'metadata', 'annotations')
  if (Object.keys(annotations).some((name) => CERTIFICATE.test(name))) return 'tls'
  const className = textAt(tree, 'spec', 'ingressClassName') ?? annotations['kubernetes.io/ingress.class'] ?? ''
  const isFronted =
    IN_FRONT.test(className) ||
    entriesAt(tree, 'metadata', 'annotations').some(([name]) => /cloudflare|tailscale/.test(name)) ||
    /HTTPS/.test(annotations['alb.ingress.kubernetes.io/listen-ports'] ?? '')
  const isOpenTemplate =
    isOpenAt(tree, 'spec', 'tls') ||
    isOpenAt(tree, 'metadata', 'annotations') ||
    isOpenAt(tree, 'spec', 'ingressClassName')
  return isFronted || isOpenTemplate || isOpen ? 'open' : 'none'
}

function hostsOf({ tree, name = 'the Ingress' }: KubernetesObject): string {
  const hosts = itemsAt(tree, 'spec', 'rules').flatMap((rule) => textAt(rule, 'host') ?? [])
  return hosts.length > 0 ? hosts.join(', ') : name
}

function manifest(annotation: string, line: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: api, annotations: {${annotation && ` '${annotation.split(': ')[0]}': '${annotation.split(': ')[1]}' `}} }\nspec:\n  ${line}\n  rules: [{ host: api.example.com }]\n`
}

function ingress(annotation: string, line: string): Record<string, string> {
  return project('', { 'server.js': '', 'k8s/ingress.yaml': manifest(annotation, line) })
}
