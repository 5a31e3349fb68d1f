import { PLACEMENT_REVISION_ANNOTATION } from './keys.ts';
import type { Pod } from './objects.ts';

/** The `status.admitted.placementRevision` that pods were created for; 0: none. The annotation may be edited by hand. */
export function readPlacementRevision(object: Pick<Pod, 'metadata'> | undefined): number {
  const text = object?.metadata?.annotations?.[PLACEMENT_REVISION_ANNOTATION] ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** The field of an admission, left out if it is 0. */
export function placementRevision(revision: number): { readonly placementRevision?: number } {
  return revision > 0 ? { placementRevision: revision } : {};
}
