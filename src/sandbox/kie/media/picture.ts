/** A picture that shows its prompt, so that a person and a test can see which request it answers. */
import type { JsonObject } from '../order.ts';
import { paintBackdrop } from './backdrop.ts';
import { loadFont, type Font } from './font.ts';
import { fit, paintLine, textWidth, type Ink } from './lettering.ts';
import { pictureSize } from './picture-size.ts';
import { encodePng, type Raster } from './png.ts';
import { cover } from './reshape.ts';

export interface Scene {
  readonly prompt: string;
  readonly seed: number;
  /** Small print at the foot. */
  readonly caption: string;
  /** The task's input; gives the shape. */
  readonly input: JsonObject;
  /** The picture that was given to be changed: it shows behind the words. */
  readonly given?: Raster | undefined;
}

const WHITE: Ink = { color: [255, 255, 255], opacity: 1 };
const SHADOW: Ink = { color: [0, 0, 0], opacity: 0.3 };
const PALE: Ink = { color: [255, 255, 255], opacity: 0.75 };
const SCALES = [2.2, 1.9, 1.6, 1.4, 1.2, 1, 0.85, 0.7, 0.6, 0.5, 0.42];
const CAPTION_SCALE = 0.45;
const MARGIN_SHARE = 0.08;

function paintPrompt(raster: Raster, font: Font, prompt: string, margin: number): void {
  const footer = font.lineHeight * CAPTION_SCALE + margin;
  const box = { width: raster.width - 2 * margin, height: raster.height - margin - footer };
  const { lines, scale } = fit(font, prompt.normalize('NFC'), box, SCALES);
  const lineHeight = font.lineHeight * scale;
  const top = margin / 2 + (raster.height - footer - lines.length * lineHeight) / 2;
  for (const [index, line] of lines.entries()) {
    const x = (raster.width - textWidth(font, line) * scale) / 2;
    const y = top + index * lineHeight;
    paintLine(raster, font, line, x, y + 1 + 2.5 * scale, scale, SHADOW);
    paintLine(raster, font, line, x, y, scale, WHITE);
  }
}

function paintCaption(raster: Raster, font: Font, caption: string, margin: number): void {
  const y = raster.height - margin / 2 - font.lineHeight * CAPTION_SCALE;
  paintLine(raster, font, caption, margin, y, CAPTION_SCALE, PALE);
  const mark = 'KIE AI sandbox';
  const x = raster.width - margin - textWidth(font, mark) * CAPTION_SCALE;
  const free = margin + textWidth(font, caption) * CAPTION_SCALE < x - margin / 2;
  if (free) paintLine(raster, font, mark, x, y, CAPTION_SCALE, PALE);
}

/** How much of a given picture's brightness is left behind the words. */
const GIVEN_SHADE = 0.6;

export async function drawPicture({ prompt, seed, caption, input, given }: Scene): Promise<Buffer> {
  const font = await loadFont();
  const { width, height } = pictureSize(input, given);
  const raster = given === undefined ? paintBackdrop(width, height, seed) : cover(given, width, height, GIVEN_SHADE);
  const margin = Math.round(Math.min(width, height) * MARGIN_SHARE);
  paintPrompt(raster, font, prompt, margin);
  paintCaption(raster, font, caption, margin);
  return await encodePng(raster);
}
