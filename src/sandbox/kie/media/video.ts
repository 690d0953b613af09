/** The one video of the sandbox: it ships as a file, because encoding one takes tools that a stand has not. */
import { readFile } from 'node:fs/promises';

const ASSET = new URL('./assets/sample.mp4', import.meta.url);

export const sampleVideo = (): Promise<Buffer> => readFile(ASSET);
