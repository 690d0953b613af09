/** Pictures, film, sound, files and albums. */
import { badRequest } from '../api-error.ts';
import type { Call, Method } from '../call.ts';
import { writableChat } from '../chat/access.ts';
import { send } from '../chat/post.ts';
import { apiMessage } from '../chat/present.ts';
import type { MediaKind } from '../contract.ts';
import { resolveInputFile, type FileFacts } from '../files/input-file.ts';
import type { Content } from '../model.ts';
import { Params } from '../params.ts';
import { PLAIN } from '../model.ts';
import { caption, captionParam } from '../text/formatted.ts';

type MediaContent = Extract<Content, { kind: 'media' }>;

function factsOf(params: Params): FileFacts {
  const number = (name: string): number | null => (params.has(name) ? params.integer(name) : null);
  const text = (name: string): string | null => (params.has(name) ? params.text(name) : null);
  return {
    width: number('width') ?? number('length'),
    height: number('height') ?? number('length'),
    durationSeconds: number('duration'),
    title: text('title'),
    performer: text('performer'),
  };
}

const sender =
  (kind: MediaKind): Method =>
  async (call) => {
    const { bot, params } = call;
    const words = kind === 'video_note' ? PLAIN('') : captionParam(params);
    const chat = writableChat(bot, params);
    const given = params.text(kind);
    const file = await resolveInputFile(call, { name: kind, given, kind, facts: factsOf(params) });
    const [message] = send(bot, chat, params, [
      {
        ...{ kind: 'media', file, caption: words },
        ...{ spoiler: params.flag('has_spoiler'), captionAbove: params.flag('show_caption_above_media') },
      },
    ]);
    return message === undefined ? null : apiMessage(bot, message);
  };

const INPUT_MEDIA_KINDS = new Map<unknown, MediaKind>([
  ['photo', 'photo'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['document', 'document'],
  ['animation', 'animation'],
]);

/** One `InputMedia`, alone (editMessageMedia) or of an album. */
export async function readInputMedia(call: Call, item: unknown): Promise<MediaContent> {
  if (item === null || typeof item !== 'object') throw badRequest("can't parse InputMedia: expected an Object");
  const fields = new Params(new Map(Object.entries(item)));
  const kind = INPUT_MEDIA_KINDS.get(fields.text('type'));
  if (kind === undefined) throw badRequest(`can't parse InputMedia: type "${fields.text('type')}" is unsupported`);
  const given = fields.text('media');
  if (given === '') throw badRequest(`can't parse InputMedia: media not found`);
  const words = caption(fields.text('caption'), fields.text('parse_mode'), fields.json('caption_entities'));
  const file = await resolveInputFile(call, { name: given, given, kind, facts: factsOf(fields) });
  return {
    ...{ kind: 'media', file, caption: words },
    ...{ spoiler: fields.flag('has_spoiler'), captionAbove: fields.flag('show_caption_above_media') },
  };
}

/** Documents and audio files make albums only among themselves, and animations none at all. */
function checkMixture(contents: readonly MediaContent[]): void {
  const kinds = new Set(contents.map(({ file }) => file.kind));
  if (kinds.has('animation')) throw badRequest("animation can't be sent as part of an album");
  for (const kind of ['document', 'audio'] as const) {
    if (kinds.has(kind) && kinds.size > 1) throw badRequest(`${kind} can't be mixed with other media types`);
  }
}

const sendMediaGroup: Method = async (call) => {
  const { bot, params } = call;
  const list = params.json('media');
  if (!Array.isArray(list)) throw badRequest("can't parse media JSON object");
  if (list.length < 2) throw badRequest('too few messages to send as an album');
  if (list.length > 10) throw badRequest('too many messages to send as an album');
  const chat = writableChat(bot, params);
  const contents = await Promise.all(list.map((item: unknown) => readInputMedia(call, item)));
  checkMixture(contents);
  if (params.has('reply_markup')) throw badRequest("reply markup can't be used with albums");
  return send(bot, chat, params, contents).map((message) => apiMessage(bot, message));
};

export const MEDIA_METHODS: Readonly<Record<string, Method>> = {
  sendPhoto: sender('photo'),
  sendVideo: sender('video'),
  sendAudio: sender('audio'),
  sendVoice: sender('voice'),
  sendAnimation: sender('animation'),
  sendDocument: sender('document'),
  sendVideoNote: sender('video_note'),
  sendMediaGroup,
};
