import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { MANIFEST, ROOT } from '../checkout.ts';
import { DOCUMENTS, codeInProse, documentAt, proseOf } from './documents.ts';
import type { Document } from './documents.ts';

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-');
}

function anchors(document: Document): string[] {
  return [...proseOf(document).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

function links(document: Document): string[] {
  const found = [...proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return found.filter((target) => !/^https?:/.test(target));
}

/** The file or folder that a link leads to, from the root. */
function targetOf({ path }: Document, link: string): string {
  const [file = ''] = link.split('#');
  return file === '' ? path : normalize(join(path, '..', file)).replace(/\/$/, '');
}

/** Whether a link leads nowhere. */
function isBroken(document: Document, link: string): boolean {
  const [, anchor] = link.split('#');
  const target = targetOf(document, link);
  if (!existsSync(join(ROOT, target))) return true;
  if (anchor === undefined) return false;
  return statSync(join(ROOT, target)).isDirectory() || !anchors(documentAt(target)).includes(anchor);
}

/** Whether code looks like a path from the root of the repository, and there is no such file or folder. */
function isMissing({ path }: Document, code: string): boolean {
  if (!/^(deploy|docs|hooks|metacontroller|test)\/[\w./-]+$/.test(code)) return false;
  return ![code, join(path, '..', code)].some((each) => existsSync(join(ROOT, each)));
}

function unknownScripts({ text }: Document): string[] {
  const calls = text.matchAll(/\bnpm run (?:--silent )?([\w:]+)/g);
  return [...calls].map(([, name = '']) => name).filter((name) => !(name in MANIFEST.scripts));
}

describe('documents', () => {
  for (const document of DOCUMENTS) {
    it(`${document.path} names links, files and npm scripts that are there`, () => {
      assert.deepEqual(
        links(document).filter((link) => isBroken(document, link)),
        [],
      );
      assert.deepEqual(
        codeInProse(document).filter((code) => isMissing(document, code)),
        [],
      );
      assert.deepEqual(unknownScripts(document), []);
    });
  }

  it('are all found from README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      const document = DOCUMENTS.find((each) => each.path === path);
      for (const link of document ? links(document) : []) {
        const target = targetOf(documentAt(path), link);
        reached.add(target.endsWith('.md') ? target : `${target}/README.md`);
      }
    }
    const lost = DOCUMENTS.filter(({ path }) => path.startsWith('docs/') && !reached.has(path));
    assert.deepEqual(lost, []);
  });
});
