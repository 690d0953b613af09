/** Breaks words into lines that fit a box, and paints them. */
import type { Font, Glyph } from './font.ts';
import type { Raster } from './png.ts';

export interface Box {
  readonly width: number;
  readonly height: number;
}

export interface Paragraph {
  readonly lines: readonly string[];
  /** Picture pixels per font pixel. */
  readonly scale: number;
}

export interface Ink {
  readonly color: readonly [red: number, green: number, blue: number];
  /** 0 to 1. */
  readonly opacity: number;
}

/** In font pixels. */
export function textWidth(font: Font, text: string): number {
  return Array.from(text).reduce((sum, character) => sum + font.glyph(character).advance, 0);
}

/** Pieces of a word that alone is wider than a line. */
function chop(font: Font, word: string, width: number): string[] {
  const pieces = [''];
  for (const character of word) {
    const last = pieces.at(-1) ?? '';
    if (last !== '' && textWidth(font, last + character) > width) pieces.push(character);
    else pieces[pieces.length - 1] = last + character;
  }
  return pieces;
}

/** Greedy: as many words on a line as fit. `width` is in font pixels. */
function wrap(font: Font, text: string, width: number): string[] {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const lines: string[] = [];
  for (const word of words.flatMap((each) => chop(font, each, width))) {
    const longer = lines.length === 0 ? word : `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length === 0 || textWidth(font, longer) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** The largest lettering of `scales` (descending) that fits; at the smallest one the rest is cut with an ellipsis. */
export function fit(font: Font, text: string, box: Box, scales: readonly number[]): Paragraph {
  for (const scale of scales) {
    const lines = wrap(font, text, box.width / scale);
    if (lines.length * font.lineHeight * scale <= box.height) return { lines, scale };
  }
  const scale = scales.at(-1) ?? 1;
  const room = Math.max(1, Math.floor(box.height / (font.lineHeight * scale)));
  const lines = wrap(font, text, box.width / scale).slice(0, room);
  return { lines: [...lines.slice(0, -1), `${lines.at(-1)?.slice(0, -1) ?? ''}…`], scale };
}

/** Coverage, 0 to 1, at a place between the glyph's pixels. */
function sample({ width, height, coverage }: Glyph, x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const at = (px: number, py: number): number =>
    px < 0 || py < 0 || px >= width || py >= height ? 0 : (coverage[py * width + px] ?? 0);
  const upper = at(x0, y0) * (1 - x + x0) + at(x0 + 1, y0) * (x - x0);
  const lower = at(x0, y0 + 1) * (1 - x + x0) + at(x0 + 1, y0 + 1) * (x - x0);
  return (upper * (1 - y + y0) + lower * (y - y0)) / 15;
}

function blend(raster: Raster, x: number, y: number, ink: Ink, share: number): void {
  if (x < 0 || y < 0 || x >= raster.width || y >= raster.height) return;
  const offset = (y * raster.width + x) * 3;
  for (const [channel, value] of ink.color.entries()) {
    const under = raster.pixels[offset + channel] ?? 0;
    raster.pixels[offset + channel] = under + (value - under) * share * ink.opacity;
  }
}

function paintGlyph(raster: Raster, glyph: Glyph, x: number, y: number, scale: number, ink: Ink): void {
  const left = Math.floor(x + (glyph.left - 1) * scale);
  const top = Math.floor(y + (glyph.top - 1) * scale);
  const contrast = Math.max(1, scale);
  for (let py = top; py <= top + (glyph.height + 2) * scale; py += 1) {
    for (let px = left; px <= left + (glyph.width + 2) * scale; px += 1) {
      const soft = sample(glyph, (px + 0.5 - x) / scale - glyph.left - 0.5, (py + 0.5 - y) / scale - glyph.top - 0.5);
      // Enlarged letters have soft edges; raising the contrast by the same factor makes them crisp again.
      const share = Math.min(1, Math.max(0, (soft - 0.5) * contrast + 0.5));
      if (soft > 0 && share > 0) blend(raster, px, py, ink, share);
    }
  }
}

/** Paints one line with its left top corner at (x, y). */
export function paintLine(
  raster: Raster,
  font: Font,
  text: string,
  x: number,
  y: number,
  scale: number,
  ink: Ink,
): void {
  let pen = x;
  for (const character of text) {
    const glyph = font.glyph(character);
    paintGlyph(raster, glyph, pen, y, scale, ink);
    pen += glyph.advance * scale;
  }
}
