/** What was given before the model was chosen. */
import { parseFileRef, type FileRef } from '../catalog/file-ref.ts';
import type { Carry } from './state.ts';

export function filesOf({ files }: Carry): readonly FileRef[] {
  return files.map(parseFileRef).filter((file) => file !== null);
}
