/** New pictures out of given ones: another size, darker, cut out. */
import type { Raster } from './png.ts';

/** Scaled so that the whole box is covered, the middle kept; `shade` 1 leaves the brightness, 0 is black. */
export function cover(raster: Raster, width: number, height: number, shade = 1): Raster {
  const scale = Math.max(width / raster.width, height / raster.height);
  const left = (raster.width - width / scale) / 2;
  const top = (raster.height - height / scale) / 2;
  const pixels = new Uint8Array(width * height * 3);
  const clamp = (at: number, size: number): number => Math.min(size - 1, Math.max(0, Math.floor(at)));
  for (let y = 0; y < height; y += 1) {
    const row = clamp(top + (y + 0.5) / scale, raster.height) * raster.width;
    for (let x = 0; x < width; x += 1) {
      const from = (row + clamp(left + (x + 0.5) / scale, raster.width)) * 3;
      const to = (y * width + x) * 3;
      for (let c = 0; c < 3; c += 1) pixels[to + c] = (raster.pixels[from + c] ?? 0) * shade;
    }
  }
  return { width, height, pixels };
}

/** Share of the oval's radius over which its edge fades. */
const SOFT_EDGE = 0.04;

/** Only an oval is left of the picture, the rest is transparent. `x` is the oval's centre as a share of the width. */
export function cutOut(raster: Raster, x = 0.5): Raster {
  const { width, height } = raster;
  const alpha = new Uint8Array(width * height);
  for (let index = 0; index < alpha.length; index += 1) {
    const dx = ((index % width) / width - x) / 0.4;
    const dy = (Math.floor(index / width) / height - 0.5) / 0.45;
    const inside = (1 - Math.hypot(dx, dy)) / SOFT_EDGE;
    alpha[index] = Math.round(255 * Math.min(1, Math.max(0, inside)));
  }
  return { ...raster, alpha };
}
