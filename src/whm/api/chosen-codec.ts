import {
  type ApiArguments,
  type ApiCodec,
  argumentPairs,
  type DecodedAnswer,
  type EncodedRequest,
} from './answer.ts';
import { NO_REASON, openEnvelope, textOf } from './envelope.ts';

/** WHM API 1 encoded by ourselves, for builds where the vendor's package is not available. */
export const ownCodec: ApiCodec = { name: 'own', encode, decode };

/** A POST form, `api.version=1` first: `{path:"/json-api/version", body:"api.version=1"}`. */
function encode(functionName: string, args: ApiArguments): EncodedRequest {
  const pairs = [['api.version', '1'], ...argumentPairs(args)];
  return {
    path: `/json-api/${encodeURIComponent(functionName)}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: pairs
      .map(([name = '', value = '']) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&'),
  };
}

/** `metadata.result` is 1 or 0, as a number or as a string. */
function decode(text: string): DecodedAnswer {
  const envelope = openEnvelope(text);
  if (!envelope.ok) return envelope.failure;
  const { answer, metadata } = envelope;
  const reason = textOf(metadata.reason);
  if (Number.parseInt(String(metadata.result), 10) > 0) {
    return { ok: true, data: answer.data ?? null, reason };
  }
  return { ok: false, kind: 'failed', reason: reason ?? NO_REASON };
}

/**
 * The codec that this build uses. Our own, unless the build finds the vendor's package: then
 * `scripts/api-codec-plugin.mjs` replaces this file with `chosen-codec.cpanel.ts`.
 */
export const chosenCodec = ownCodec;
