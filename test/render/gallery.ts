import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleStyles } from '../../scripts/styles.mjs';
import { renderDocument } from '../../src/render/render.ts';
import { CONTEXT } from './fixtures.ts';
import { gallery } from './states.ts';

const PLUGIN = new URL('../../plugin/', import.meta.url);

/** Writes every state of every page as an HTML file, with the style sheet beside it. Gives the names of the states. */
export function writeGallery(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'transfer_monitor.css'), bundleStyles());
  const icon = 'transfer_monitor.png';
  writeFileSync(join(folder, icon), readFileSync(new URL(icon, PLUGIN)));
  const pages = gallery();
  for (const [name, page] of Object.entries(pages)) {
    writeFileSync(join(folder, `${name}.html`), renderDocument(page, CONTEXT));
  }
  return Object.keys(pages);
}
