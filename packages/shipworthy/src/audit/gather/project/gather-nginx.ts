import type { NginxFile } from '../../facts/nginx.ts'
import { classifyPath } from '../../facts/path-class.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { parseNginx } from './nginx/parse-nginx.ts'

const NAMED =
  /(^|\/)(nginx[\w.-]*|[^/]+\.(conf|nginx|vhost|nginxconf)(\.[\w-]+)*(\.(template|tmpl|tpl|j2|jinja2?|erb))?)$/i
const NOT_SETTINGS =
  /\.(ya?ml|json|toml|[cm]?[jt]sx?|sh|md|py|rb|txt|service|logrotate|png|svg|html?|css|key|crt|pem)$/i
const IN_FOLDER =
  /(^|\/)(sites-(available|enabled)|nginx(\/[\w.-]+)*\/(conf\.d|snippets|includes?|http\.d|server_blocks|sites[\w-]*))\/[^/]+$/i
/** Other programs use `.conf` too: something only nginx says must stand in it. */
const SAYS_NGINX =
  /^\s*(http|server|location\s[^;{}]+|upstream\s+\S+|map\s+\S+\s+\S+)\s*\{|^\s*(proxy_pass|proxy_set_header|add_header|limit_req(_zone)?|client_max_body_size|proxy_http_version|server_name|ssl_protocols)\s[^;]*;/m

/** nginx configuration and the pieces it includes. */
export function gatherNginx(gathering: Gathering): NginxFile[] {
  return readMatching({ ...gathering, unreadable: [] }, 'nginx', isNginxPath).flatMap(({ path, text }) => {
    if (!SAYS_NGINX.test(text)) return []
    const { directives, isTemplated, problem } = parseNginx(text)
    // A template engine may put together what does not look whole before.
    if (problem && !isTemplated && !isAside(path)) gathering.unreadable.push({ area: 'nginx', path, ...problem })
    return [{ path, lines: text.split(/\r?\n/), directives, isTemplated: isTemplated || problem !== undefined }]
  })
}

export function isNginxPath(path: string): boolean {
  return !path.startsWith('../') && !NOT_SETTINGS.test(path) && (NAMED.test(path) || IN_FOLDER.test(path))
}

function isAside(path: string): boolean {
  return /^(test|documentation|vendored|generated)$/.test(classifyPath(path)) || /example|sample/i.test(path)
}
