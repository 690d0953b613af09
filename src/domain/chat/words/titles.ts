/** What the parameters of the models are called: a text key for every name that the provider uses. */
import type { Scalar } from '../../catalog/model.ts';

/** As much of a question as its words depend on. */
export interface WordsField {
  readonly name: string;
  readonly kind: string;
  readonly options?: readonly Scalar[];
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'field-prompt': ['prompt'],
  'field-negative': ['negative_prompt'],
  'field-shape': ['aspect_ratio', 'ratio', 'image_size', 'size'],
  'field-resolution': ['resolution', 'image_resolution', 'output_resolution'],
  'field-quality': ['quality'],
  'field-mode': ['mode'],
  'field-version': ['model'],
  'field-format': ['output_format'],
  'field-background': ['background'],
  'field-style': ['style', 'tags'],
  'field-seed': ['seed', 'seeds'],
  'field-steps': ['num_inference_steps'],
  'field-guidance': ['guidance_scale', 'cfg_scale'],
  'field-strength': ['strength'],
  'field-motion': ['shift'],
  'field-rendering': ['rendering_speed'],
  'field-acceleration': ['acceleration'],
  'field-enhance': [
    ...['enhance_prompt', 'expand_prompt', 'prompt_extend', 'prompt_upsampling', 'prompt_optimizer'],
    'enable_prompt_expansion',
  ],
  'field-translation': ['enable_translation'],
  'field-thinking': ['thinking_mode'],
  'field-search': ['web_search'],
  'field-watermark': ['watermark'],
  'field-series': ['enable_sequential'],
  'field-count': ['n', 'num_images', 'max_images'],
  'field-pro': ['enable_pro'],
  'field-upscale': ['upscale_factor'],
  'field-colors': ['color_palette'],
  'field-color': ['hex'],
  'field-areas': ['bbox_list'],
  'field-segments': ['mask_indexs'],

  'field-duration': ['duration'],
  'field-frames': ['num_frames'],
  'field-frame-rate': ['frames_per_second'],
  'field-still-camera': ['camera_fixed', 'fixed_lens'],
  'field-with-sound': ['audio', 'sound', 'generate_audio', 'generate_audio_switch'],
  'field-source-sound': ['audio_setting'],
  'field-shots': ['multi_prompt'],
  'field-several-shots': ['multi_shots', 'prefer_multi_shots', 'generate_multi_clip_switch'],
  'field-own-shots': ['customize_multi_shots'],
  'field-elements': ['elements', 'kling_elements'],
  'field-way': ['generation_type'],
  'field-effect': ['template_id'],
  'field-pose': ['character_orientation'],
  'field-background-source': ['background_source'],
  'field-last-frame-too': ['return_last_frame'],
  'field-extend-at': ['extend_at', 'continue_at'],
  'field-extend-by': ['extend_times'],
  'field-result-index': ['index'],
  'field-fast': ['pe_fast_mode'],
  'field-scene-cuts': ['open_scenedet'],
  'field-fit-sound': ['align_audio'],
  'field-fit-backwards': ['align_audio_reverse'],
  'field-voice-apart': ['separate_vocal'],

  'field-image': ['image', 'image_url', 'input_image'],
  'field-images': ['image_urls', 'image_input', 'input_urls', 'files_url', 'element_input_urls', 'image_references'],
  'field-video': ['video_url', 'url'],
  'field-videos': ['video_urls', 'video_list'],
  'field-audio': ['audio_url', 'upload_url'],
  'field-audios': ['audio_urls'],
  'field-two-tracks': ['upload_url_list'],
  'field-first-frame': ['first_frame', 'first_frame_url', 'first_frame_image_url'],
  'field-last-frame': ['last_frame_url', 'last_frame_image_url', 'end_image_url', 'tail_image_url'],
  'field-first-clip': ['first_clip_url'],
  'field-mask': ['mask_url', 'reference_mask_urls'],
  'field-reference-images': ['reference_image', 'reference_image_urls'],
  'field-reference-videos': ['reference_video', 'reference_video_urls'],
  'field-reference-audios': ['reference_audio_urls'],
  'field-reference-files': ['reference_file_urls'],
  'field-reference-links': ['reference_link_urls'],
  'field-reference-voice': ['reference_voice', 'element_input_audio_urls'],
  'field-voice-over': ['driving_audio_url'],
  'field-voice-recording': ['voice_url'],
  'field-phrase-recording': ['verify_url'],
  'field-reference-name': ['ref_name'],
  'field-reference-role': ['type'],

  'field-earlier-work': ['task_id', 'taskId'],
  'field-track': ['audio_id'],
  'field-persona': ['persona_id'],
  'field-characters': ['character_ids'],
  'field-voices': ['audio_ids'],

  'field-title': ['title'],
  'field-name': ['name'],
  'field-description': ['description'],
  'field-text': ['text'],
  'field-start': ['start', 'start_time', 'templ_start_seconds', 'infill_start_s'],
  'field-end': ['ends', 'end_time', 'infill_end_s'],

  'field-own-words': ['custom_mode'],
  'field-own-settings': ['default_param_flag'],
  'field-instrumental': ['instrumental'],
  'field-lyrics': ['lyrics'],
  'field-all-lyrics': ['full_lyrics'],
  'field-avoid': ['negative_tags'],
  'field-singer': ['vocal_gender'],
  'field-style-weight': ['style_weight'],
  'field-weirdness': ['weirdness_constraint'],
  'field-audio-weight': ['audio_weight'],
  'field-variety': ['variety', 'temperature'],
  'field-persona-kind': ['persona_model'],
  'field-stem': ['stem_name'],
  'field-style-draft': ['content'],
  'field-author': ['author'],
  'field-site': ['domain_name'],
  'field-loop': ['sound_loop'],
  'field-tempo': ['sound_tempo'],
  'field-musical-key': ['sound_key'],
  'field-lyrics-too': ['grab_lyrics'],
  'field-skill': ['singer_skill_level'],
  'field-vocal-start': ['vocal_start', 'vocal_start_s'],
  'field-vocal-end': ['vocal_end', 'vocal_end_s'],

  'field-voice': ['voice', 'voice_name'],
  'field-language': ['language', 'language_code'],
  'field-stability': ['stability'],
  'field-similarity': ['similarity_boost'],
  'field-pace-number': ['speed'],
  'field-timestamps': ['timestamps'],
  'field-text-before': ['previous_text'],
  'field-text-after': ['next_text'],
  'field-lines': ['dialogue', 'dialogue_turns'],
  'field-speakers': ['speakers'],
  'field-speaker': ['speaker_id'],
  'field-voice-profile': ['audio_profile'],
  'field-accent': ['accent'],
  'field-pace': ['pace'],
  'field-scene': ['scene'],
  'field-context': ['sample_context'],
};

/** One name, two meanings: told apart by the kind of the question. */
const BY_KIND: ReadonlyMap<string, string> = new Map([
  ['style number', 'field-expressiveness'],
  ['ratio text', 'field-share'],
  ['voice_name text', 'field-voice-title'],
  ['watermark text', 'field-watermark-text'],
]);

/** Extra explanation below a question whose title does not say it all: `hint-` and the title's own name. */
const HINTED = [
  ...['negative', 'seed', 'steps', 'guidance', 'enhance', 'strength', 'motion', 'watermark-text', 'search', 'colors'],
  ...['color', 'share', 'segments', 'still-camera', 'shots', 'elements', 'pose', 'result-index', 'mask', 'first-clip'],
  ...['last-frame-too', 'fit-backwards', 'voice-over', 'phrase-recording', 'reference-name', 'own-words', 'persona'],
  ...['own-settings', 'all-lyrics', 'avoid', 'weirdness', 'audio-weight', 'stem', 'style-draft', 'expressiveness'],
  ...['stability', 'similarity', 'text-before', 'speaker', 'voice-profile', 'context', 'scene', 'effect', 'variety'],
];

const KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMES).flatMap(([key, names]) => names.map((name): [string, string] => [name, key])),
);
const HINTS: ReadonlyMap<string, string> = new Map(HINTED.map((name) => [`field-${name}`, `hint-${name}`]));

const NAMED_BY_SIZE = new Set(['field-shape', 'field-quality', 'field-mode']);
const PIXELS = /^(?:\d(?:\.\d)?k|\d{3,4}p?|auto)$/i;

export const TITLE_KEYS: readonly string[] = [...Object.keys(NAMES), ...BY_KIND.values(), ...HINTS.values()];

/** The text key of a parameter's title; undefined for a name that the dictionary does not know. */
export function titleKey({ name, kind, options = [] }: WordsField): string | undefined {
  const key = BY_KIND.get(`${name} ${kind}`) ?? KEYS.get(name);
  // Some models call `1K` a size, `720p` a quality or a mode.
  const isPixels = options.length > 0 && options.every((option) => PIXELS.test(String(option)));
  return isPixels && NAMED_BY_SIZE.has(key ?? '') ? 'field-resolution' : key;
}

export function hintKey(field: WordsField): string | undefined {
  return HINTS.get(titleKey(field) ?? '');
}
