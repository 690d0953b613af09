/** The models that this KIE offers: the repository's snapshot. */
import { readFile } from 'node:fs/promises';
import { Snapshot, type Model } from '../../domain/catalog/model.ts';

export type SandboxModel = Model;

const SNAPSHOT = new URL('../../domain/catalog/snapshot.json', import.meta.url);

/** Fails when the snapshot cannot be read: a stand with the wrong models would mislead. */
export async function loadModels(): Promise<readonly SandboxModel[]> {
  return Snapshot.parse(JSON.parse(await readFile(SNAPSHOT, 'utf8'))).models;
}
