/**
 * In the bundle, what the Telegram library asks whether a body may be a stream. The real one would load all of `fetch`
 * (14 MB) for that answer, and what we send through (src/adapters/telegram/transport.ts) takes streams.
 */
export class Request {
  headers = new Map();
}
