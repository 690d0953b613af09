/** A soft, colourful background that is always the same for the same seed. */
import type { Raster } from './png.ts';

type Color = readonly [red: number, green: number, blue: number];

interface Light {
  /** Centre and radius as shares of the picture's sides and of its longer side. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly color: Color;
}

/** Mulberry32: small, fast, good enough for colours. Each call gives a number from 0 to 1. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Hue in degrees, saturation and lightness from 0 to 1. */
function hsl(hue: number, saturation: number, lightness: number): Color {
  const channel = (shift: number): number => {
    const position = (shift + hue / 30) % 12;
    const amount = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - amount * Math.max(-1, Math.min(position - 3, 9 - position, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** Grounds from teal to magenta: dark yellows and greens look muddy under the lights. */
const FIRST_HUE = 185;
const HUES = 140;
/** Where a warm light (orange, rose) may lie. */
const WARM_HUES = [12, 28, 340];

/** Two neighbours of the ground's hue, and a warm accent. */
function lightsOf(random: () => number, hue: number): readonly Light[] {
  const warm = WARM_HUES[Math.floor(random() * WARM_HUES.length)] ?? 0;
  return [hue + 55, hue - 45 + 360, warm].map((around) => ({
    x: random(),
    y: random(),
    radius: 0.4 + random() * 0.3,
    color: hsl((around + random() * 25) % 360, 0.8, 0.53),
  }));
}

/** How strongly a light shines at a place: 1 in its centre, 0 from its radius on, without an edge. */
function strength(light: Light, x: number, y: number, width: number, height: number): number {
  const reach = light.radius * Math.max(width, height);
  const distance = ((x - light.x * width) ** 2 + (y - light.y * height) ** 2) / reach ** 2;
  return distance >= 1 ? 0 : (1 - distance) ** 2;
}

/** Pixels of one colour, in both directions: nobody sees the steps, and they make a picture several times cheaper. */
const STEP = 4;

export function paintBackdrop(width: number, height: number, seed: number): Raster {
  const random = createRandom(seed);
  const hue = FIRST_HUE + random() * HUES;
  const top = hsl(hue, 0.65, 0.3);
  const bottom = hsl((hue + 45) % 360, 0.7, 0.42);
  const lights = lightsOf(random, hue);
  const pixels = new Uint8Array(width * height * 3);
  const rowLength = width * 3;
  for (let y = 0; y < height; y += STEP) {
    for (let x = 0; x < width; x += STEP) {
      const slope = (x / width + y / height) / 2;
      let red = mix(top[0], bottom[0], slope);
      let green = mix(top[1], bottom[1], slope);
      let blue = mix(top[2], bottom[2], slope);
      for (const light of lights) {
        const share = strength(light, x, y, width, height) * 0.8;
        red = mix(red, light.color[0], share);
        green = mix(green, light.color[1], share);
        blue = mix(blue, light.color[2], share);
      }
      for (let column = x; column < Math.min(x + STEP, width); column += 1) {
        const offset = y * rowLength + column * 3;
        pixels[offset] = red;
        pixels[offset + 1] = green;
        pixels[offset + 2] = blue;
      }
    }
    for (let row = y + 1; row < Math.min(y + STEP, height); row += 1) {
      pixels.copyWithin(row * rowLength, y * rowLength, (y + 1) * rowLength);
    }
  }
  return { width, height, pixels };
}
