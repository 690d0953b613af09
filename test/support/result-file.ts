import type { ResultFile } from '../../src/domain/generation/generation.ts';

/** A result of which KIE told nothing but the address. */
export const bareFile = (url: string): ResultFile => ({
  url,
  title: null,
  coverUrl: null,
  seconds: null,
  trackId: null,
});
