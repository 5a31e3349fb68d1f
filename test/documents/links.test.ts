import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { DOCUMENTS, ROOT, codeInProse, documentAt, proseOf } from './documents.ts';
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

/** Why a link leads nowhere; undefined if it does not. */
function faultOf(document: Document, link: string): string | undefined {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? document.path : normalize(join(document.path, '..', file)).replace(/\/$/, '');
  if (!existsSync(join(ROOT, path))) return `${link}: there is no ${path}`;
  if (anchor === undefined) return undefined;
  if (statSync(join(ROOT, path)).isDirectory()) return `${link}: ${path} is a folder`;
  return anchors(documentAt(path)).includes(anchor) ? undefined : `${link}: ${path} has no #${anchor}`;
}

/** Code that is a path from the root of the repository. */
function paths(document: Document): string[] {
  return codeInProse(document).filter((code) =>
    /^(deploy|docs|hooks|metacontroller|test)\/[\w./-]+$/.test(code),
  );
}

describe('documents', () => {
  for (const document of DOCUMENTS) {
    it(`${document.path} links to what is there`, () => {
      const faults = links(document).map((link) => faultOf(document, link));
      assert.deepEqual(
        faults.filter((fault) => fault !== undefined),
        [],
      );
    });

    it(`${document.path} names files and folders that are there`, () => {
      const near = (path: string) => [path, join(document.path, '..', path)];
      const missing = paths(document).filter(
        (path) => !near(path).some((each) => existsSync(join(ROOT, each))),
      );
      assert.deepEqual(missing, []);
    });
  }

  it('are all found from README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      const document = DOCUMENTS.find((each) => each.path === path);
      for (const link of document ? links(document) : []) {
        const [file = ''] = link.split('#');
        if (file === '') continue;
        const target = normalize(join(path, '..', file)).replace(/\/$/, '');
        reached.add(target.endsWith('.md') ? target : `${target}/README.md`);
      }
    }
    const lost = DOCUMENTS.map(({ path }) => path).filter(
      (path) => path.startsWith('docs/') && !reached.has(path),
    );
    assert.deepEqual(lost, []);
  });
});
