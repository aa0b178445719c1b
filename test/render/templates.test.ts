import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { esbuildTemplates, precompile } from '../../scripts/handlebars.mjs';
import { bundleStyles } from '../../scripts/styles.mjs';

describe('templates', () => {
  it.each(['{{{name}}}', '{{& name}}', '{{~{name}}}'])('refuse unescaped output: %s', (source) => {
    expect(() => precompile('bad', source)).toThrow('templates/bad.hbs');
  });

  it('refuse a helper that nobody registers', () => {
    expect(() => precompile('bad', '{{shout name}}')).toThrow('shout');
  });

  it('bring only the runtime of Handlebars into a bundle', async () => {
    const { metafile } = await build({
      entryPoints: [new URL('../../src/render/render.ts', import.meta.url).pathname],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      minify: true,
      write: false,
      metafile: true,
      plugins: [esbuildTemplates()],
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.some((path) => path.includes('handlebars/runtime'))).toBe(true);
    expect(inputs.filter((path) => /handlebars\/.*compiler/.test(path))).toEqual([]);
  });
});

/** The one rule for what is not ours: on paper, WHM's own parts around the page are left out. */
const ALONE_ON_PAPER = 'body:has(.tm) *:not(:has(.tm)):not(.tm):not(.tm *)';

describe('the style sheet', () => {
  it('changes nothing outside the page’s own element', () => {
    const css = bundleStyles();
    const heads = css.replace(/\/\*[\s\S]*?\*\//g, '').match(/[^{};]+(?=\{)/g) ?? [];
    const selectors = heads
      .map((head) => head.trim())
      .filter((head) => !head.startsWith('@') && head !== 'from' && head !== 'to')
      .filter((head) => head !== ALONE_ON_PAPER)
      .flatMap((head) => head.replace(/\([^)]*\)/g, '').split(','));
    expect(selectors.length).toBeGreaterThan(200);
    expect(css.indexOf(ALONE_ON_PAPER)).toBeGreaterThan(css.indexOf('@media print'));
    const strays = selectors.filter(
      (selector) => !/^\s*(body\.tm-plain|\.tm\b|[a-z]*\.tm-)/.test(selector),
    );
    expect(strays).toEqual([]);
    expect(css).not.toMatch(/@import|url\(/);
  });
});
