/**
 * The codec that this build uses. Our own, unless the build finds the vendor's package: then
 * `scripts/api-codec-plugin.mjs` puts `chosen-codec.cpanel.ts` in the place of this file.
 */
export { ownCodec as chosenCodec } from './own-codec.ts';
