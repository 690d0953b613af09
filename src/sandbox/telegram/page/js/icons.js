import { svg } from './dom.js';

/** Stroked 24-unit outlines; a path that starts with `!` is filled. */
const SHAPES = {
  menu: ['M4 7h16M4 12h16M4 17h16'],
  send: ['!M3.4 20.4 21.5 12 3.4 3.6 3.3 10.1 15 12 3.3 13.9z'],
  attach: ['M20 11.5 12.2 19.3a5 5 0 0 1-7.1-7.1l8.2-8.1a3.3 3.3 0 0 1 4.7 4.7l-8.1 8.1a1.7 1.7 0 0 1-2.4-2.4l7.3-7.2'],
  play: ['!M8 5.2v13.6c0 .8.9 1.3 1.6.8l9.9-6.8c.6-.4.6-1.2 0-1.6L9.6 4.4c-.7-.5-1.6 0-1.6.8z'],
  pause: ['!M7 5h3.6v14H7zM13.4 5H17v14h-3.6z'],
  download: ['M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14'],
  close: ['M6 6l12 12M18 6 6 18'],
  plus: ['M12 5v14M5 12h14'],
  search: ['M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4'],
  block: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.7 5.7l12.6 12.6'],
  unblock: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.3l2.8 2.8L16 9.5'],
  panel: ['M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5'],
  more: [
    '!M12 7.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM12 13.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM12 20.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z',
  ],
  down: ['M6 9.5l6 6 6-6'],
  out: ['M8 16 16 8M9.5 8H16v6.5'],
  link: ['M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5'],
  image: [
    'M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18V6A1.5 1.5 0 0 1 5 4.5zM3.5 16l4.8-4.5 4 4 2.7-2.5 5.5 5M15.5 9.7a1 1 0 1 0 0-2 1 1 0 0 0 0 2z',
  ],
  file: ['M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5zM13.5 3.5v5h5'],
  music: [
    'M9 17.5V6l10-2v11.5M6.5 20a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM16.5 18a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  ],
  voice: ['M12 14.5a3 3 0 0 0 3-3V6.5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5v3'],
  star: ['!M12 3.2l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 16.8l-5.3 2.9 1.1-6L3.4 9.5l6-.8z'],
  trash: ['M5 7h14M10 7V4.5h4V7M6.5 7l.9 12.5h9.2L17.5 7'],
  reply: ['M9.5 6.5 4 12l5.5 5.5M4.5 12H13a7 7 0 0 1 7 7'],
  edit: ['M5 19l1-4L16 5l3 3L9 18zM14 7l3 3'],
  copy: ['M9 8.5h10v11H9zM15 8.5v-4H5v11h4'],
  refresh: ['M19 8a8 8 0 1 0 1 5M19.5 3.5V8H15'],
};

/** @typedef {keyof typeof SHAPES} IconName */

/** @param {IconName} name @param {number} [size] */
export function icon(name, size = 22) {
  const picture = svg('svg', { viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true' });
  for (const shape of SHAPES[name]) {
    const filled = shape.startsWith('!');
    picture.append(
      svg('path', {
        d: filled ? shape.slice(1) : shape,
        fill: filled ? 'currentColor' : 'none',
        stroke: filled ? 'none' : 'currentColor',
        'stroke-width': 1.8,
        'stroke-linecap': 'round',
        'stroke-linejoin': 'round',
      }),
    );
  }
  return picture;
}
