import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin as VitePlugin } from 'vitest/config';

export const HELPERS: readonly string[];
export function precompile(name: string, source: string): string;
export function templatesModule(): string;
export function esbuildTemplates(): EsbuildPlugin;
export function viteTemplates(): VitePlugin;
