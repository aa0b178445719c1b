import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const GUIDE = join(top, 'docs/guide.md');

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function inline(text) {
  return text
    .replace(/[&<>"]/g, (sign) => ESCAPES[sign])
    .replace(
      /!\[([^\]]*)\]\(pictures\/([\w-]+\.png)\)/g,
      '<img src="{{context.staticBase}}$2" alt="$1" loading="lazy">',
    )
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>')
    .replace(/`([^`]+)`/g, '<kbd>$1</kbd>');
}

/**
 * docs/guide.md as the template of its page: headings, paragraphs, lists, pictures and emphasis, and nothing else.
 *
 * @returns {string}
 */
export function guideTemplate() {
  const source = readFileSync(GUIDE, 'utf8');
  if (source.includes('{{') || /\n(?:\||```| {4}|\d+\.)/.test(source)) {
    throw new Error('docs/guide.md has a form that scripts/guide.mjs does not know');
  }
  const blocks = source
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      if (block.startsWith('# '))
        return `{{#unless context.headed}}<h1>${inline(block.slice(2))}</h1>{{/unless}}`;
      if (block.startsWith('## ')) return `<h2>${inline(block.slice(3))}</h2>`;
      if (block.startsWith('![')) return `<p class="tm-guide-picture">${inline(block)}</p>`;
      if (!block.startsWith('- ')) return `<p>${inline(block)}</p>`;
      const entries = block.split('\n').map((entry) => `<li>${inline(entry.slice(2))}</li>`);
      return `<ul>${entries.join('')}</ul>`;
    });
  return `<article class="tm-guide">\n${blocks.join('\n')}\n</article>`;
}

/** The paths of the pictures in it. @returns {string[]} */
export function guidePictures() {
  const names = [...readFileSync(GUIDE, 'utf8').matchAll(/\]\((pictures\/[\w-]+\.png)\)/g)];
  return names.map(([, name]) => join(top, 'docs', name));
}

export { GUIDE };
