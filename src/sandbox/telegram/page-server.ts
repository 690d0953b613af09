/** Serves the chat page: static files with a strict content security policy. */
import { join } from 'node:path';
import express from 'express';

const PAGE = join(import.meta.dirname, 'page');

/**
 * Everything comes from the sandbox itself; `blob:` is for the preview of a file before it is sent. No string ever
 * becomes markup or code (trusted types): what a bot says is hostile text until proven otherwise.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // The page is edited while it is looked at.
  'cache-control': 'no-cache',
};

/** The chat page, to be mounted at `/`. Requests for anything that is not one of its files go on to the next handler. */
export function pageRouter(): express.Router {
  const router = express.Router();
  router.use(
    express.static(PAGE, {
      index: 'index.html',
      redirect: false,
      cacheControl: false,
      setHeaders: (response) => {
        for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
      },
    }),
  );
  return router;
}
