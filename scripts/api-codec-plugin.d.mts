import type { Plugin } from 'esbuild';

export function hasCpanelApi(directory: string): boolean;
export function apiCodecPlugin(directory: string): Plugin;
