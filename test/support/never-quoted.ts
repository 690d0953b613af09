/**
 * Models that have prices, but by something that is not known before: tokens of the speech to come, a tier or a kind
 * that no parameter names. They are not sold as they are; an operator may set a price.
 */
export const NEVER_QUOTED: readonly string[] = [
  'ai-music-api/separate-vocals',
  'flux1-kontext',
  'google/gemini-3-8-flash-lite-tts',
  'google/gemini-3-8-flash-tts',
];
