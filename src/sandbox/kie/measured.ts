/** What the input files really are: the bill goes by their own length and size, not by what anybody says of them. */
import type { MediaKind } from '../../domain/catalog/fields.ts';
import type { Files } from './files.ts';
import { pictureSizeOf, type PictureSize } from './media/dimensions.ts';
import { secondsOf } from './media/duration.ts';
import { filesOf, type Order } from './order.ts';

export interface Measured {
  /** Seconds of each video and each sound; undefined where the file cannot be read. Empty where no price asks. */
  readonly videos: readonly (number | undefined)[];
  readonly audios: readonly (number | undefined)[];
  readonly pictures: readonly (PictureSize | undefined)[];
}

/** Kinds of files that the price depends on; the others need not be read. */
function kindsThatCount({ model }: Order): ReadonlySet<MediaKind> {
  const kinds = new Set<MediaKind>();
  for (const { unit, when } of model.prices) {
    if (/second|minute/.test(unit)) kinds.add('video').add('audio');
    if (unit === 'megapixel' || '$outputSize' in when) kinds.add('image');
  }
  return kinds;
}

export async function measure(order: Order, files: Pick<Files, 'find'>): Promise<Measured> {
  const counted = kindsThatCount(order);
  const links = filesOf(order).filter(({ kind }) => counted.has(kind));
  const each = async <T>(kind: 'video' | 'audio' | 'image', read: (bytes: Buffer) => T): Promise<(T | undefined)[]> => {
    const wanted = links.filter((link) => link.kind === kind);
    return await Promise.all(
      wanted.map(async ({ url }) => {
        const file = files.find(url);
        return file === undefined ? undefined : read(await file.body());
      }),
    );
  };
  return {
    videos: await each('video', secondsOf),
    audios: await each('audio', secondsOf),
    pictures: await each('image', pictureSizeOf),
  };
}
