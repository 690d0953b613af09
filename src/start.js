/**
 * `node src/start.js [web | worker | generator]`: src/main.ts, a tenth of a second sooner. This file is no TypeScript, so
 * Node loads no type stripper before the bundle takes over; without a bundle the sources run as they are.
 */
import { URL } from 'node:url';

const lean = new URL('../node_modules/.cache/kie-ai-bot/bundle/lean.mjs', import.meta.url);
/** @type {{ startLean?: () => void }} */
const { startLean } = await import(lean.href).catch(() => ({}));
startLean?.();
await import('./main.ts');
