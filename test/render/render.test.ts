import { describe, expect, it } from 'vitest';
import { PARTS } from '../../src/render/pages.ts';
import { renderDocument, renderPage, renderParts } from '../../src/render/render.ts';
import { CONTEXT } from './fixtures.ts';
import { gallery } from './states.ts';

describe('renderPage', () => {
  it('is shown in a state of each page that there is', () => {
    const shown = new Set<string>(Object.values(gallery()).map(({ view }) => view));
    expect([...shown].sort()).toEqual(Object.keys(PARTS).sort());
  });

  for (const [name, page] of Object.entries(gallery())) {
    it(`renders ${name}`, () => {
      const html = renderPage(page, CONTEXT);
      expect(html).toMatch(/^<div class="tm /);
      expect(html).toMatch(/<\/div>$/);
      expect(html).not.toContain('[object Object]');
      expect(html).not.toContain('undefined');
      expect(html).not.toContain('NaN');
    });

    it(`needs no inline style or script for ${name}, which a strict policy forbids`, () => {
      const html = renderDocument(page, CONTEXT);
      expect(html).not.toMatch(/<[^>"]*(?:"[^"]*"[^>"]*)* (style|on[a-z]+)=/);
      expect(html).not.toMatch(/<script(?![^>]*src=)|<style/);
    });

    it(`takes the parts of ${name} from the same templates`, () => {
      const html = renderPage(page, CONTEXT);
      const parts = renderParts(page, CONTEXT);
      // Inner parts come after the one that has a place for each of them.
      const whole: typeof parts = [];
      for (const part of [...parts].reverse()) {
        expect(part.html).toContain(`id="${part.id}"`);
        expect(part.html).toContain(`data-part="${part.id}"`);
        const filled = whole.reduce(
          (outer, { id, html: own }) =>
            outer.replace(
              new RegExp(`<[a-z]+ id="${id}" data-part="${id}" data-later></[a-z]+>`),
              () => own,
            ),
          part.html,
        );
        if (part.isInner) whole.push(part);
        expect(filled).not.toContain('data-later');
        expect(html).toContain(filled);
        if (!part.isInner) whole.length = 0;
      }
    });
  }

  it('frames a page outside WHM as a whole document', () => {
    const [page] = Object.values(gallery());
    if (page === undefined) throw new Error('The gallery is empty');
    expect(renderDocument(page, CONTEXT)).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>$/);
  });
});
