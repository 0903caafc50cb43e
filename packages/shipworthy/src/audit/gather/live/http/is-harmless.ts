/** Words of routes that do something when they are asked, take long, or never end, whatever their method says. */
const DOES_SOMETHING =
  /(^|[/_.-])(log-?out|sign-?out|delete|remove|destroy|drop|purge|clear|flush|reset|unsubscribe|cancel|cron|jobs?|run|trigger|sync|seed|migrate|import|export|download|backup|restore|restart|reload|shutdown|stop|start|kill|crash|callback|oauth2?|sso|verify|confirm|activate|accept|approve|webhooks?|hooks?|stream|events|sse|ws|socket(\.io)?|pay|checkout|charge|refund|send|mail|email|sms|notify|publish)([/_.-]|$)/i

/** A path that may be asked without being told what it does. */
export function isHarmless(path: string): boolean {
  return !DOES_SOMETHING.test(path)
}
