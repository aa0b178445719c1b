import { createRequire } from 'node:module';
import type { ApiCodec } from '../../src/whm/api/answer.ts';
import { ownCodec } from '../../src/whm/api/chosen-codec.ts';
import type { CpanelApiPackage } from '../../src/whm/api/cpanel-codec.ts';
import { cpanelCodec } from '../../src/whm/api/cpanel-codec.ts';

/** Both codecs; the vendor's is null where its package is not installed. */
export const CODECS: readonly { name: string; codec: ApiCodec | null }[] = [
  { name: 'own', codec: ownCodec },
  { name: '@cpanel/api', codec: vendorCodec() },
];

function vendorCodec(): ApiCodec | null {
  try {
    const api: CpanelApiPackage = createRequire(import.meta.url)('@cpanel/api');
    return cpanelCodec(api);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
