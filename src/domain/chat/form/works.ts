/** Earlier generations as answers: for models that go on from one of their own results. */
import { effectiveValue } from '../../catalog/fields.ts';
import { workFacts } from '../../catalog/input-facts.ts';
import { formatWorkRef } from '../../catalog/work-ref.ts';
import type { GenerationFacts, WorkFile } from '../contract.ts';
import { modelTitle } from '../phrases.ts';
import type { Scene } from '../scene.ts';
import type { Offered } from './choices.ts';
import type { WorkField } from './fields.ts';

interface FoundWork {
  /** For its button: a work that is finished while the list is on the screen moves all places. */
  readonly code: number;
  /** Plain text. */
  readonly label: string;
  /** The answer. */
  readonly value: string;
}

const MOST_WORKS = 8;
/** What the index of a button holds. */
const CODES = 1_000_000;

/** Of the name alone, so that it stays. Two works of one list hardly ever meet in one. */
function codeOf(name: string): number {
  return Array.from(name).reduce((code, character) => (code * 37 + (character.codePointAt(0) ?? 0)) % CODES, 0);
}

/** What of this chat fits, the newest first, and the models that make such things. */
export function findWorks(
  scene: Scene,
  { source }: WorkField,
): { readonly works: readonly FoundWork[]; readonly sources: readonly Offered[] } {
  const fitting = scene.context.works.filter(({ modelId }) => source.models.includes(modelId));
  const works = fitting.flatMap((work) =>
    source.what === 'task'
      ? [found(scene, work, source.what, null)]
      : tracksOf(work).map((file) => found(scene, work, source.what, file)),
  );
  return {
    works: works.slice(0, MOST_WORKS),
    sources: scene.offered.filter(({ model }) => source.models.includes(model.id)),
  };
}

const tracksOf = ({ files }: GenerationFacts): readonly WorkFile[] => files.filter(({ isTrack }) => isTrack);

function found(scene: Scene, work: GenerationFacts, what: 'task' | 'track', file: WorkFile | null): FoundWork {
  const model = scene.context.anyModel(work.modelId);
  const facts = model === undefined ? {} : workFacts(model, work.input);
  const words = model === undefined ? undefined : effectiveValue(model, work.input, 'prompt');
  const title = model === undefined ? work.modelId : modelTitle(model, scene.language);
  const name = file?.title ?? (typeof words === 'string' ? words : null);
  const index = file?.index ?? 0;
  return {
    code: codeOf(`${work.id}/${index}`),
    label: name === null ? title : `${title} · ${name}`,
    value: formatWorkRef({ what, generationId: work.id, index, ...facts }),
  };
}
