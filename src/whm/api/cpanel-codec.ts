import {
  type ApiArguments,
  type ApiCodec,
  argumentPairs,
  type DecodedAnswer,
  type EncodedRequest,
} from './answer.ts';
import { NO_REASON, openEnvelope, textOf } from './envelope.ts';

/** What we use of the vendor's package; its own types need not be installed. */
export interface CpanelApiPackage {
  WhmApiType: { JsonApi: string };
  WhmApiRequest: new (
    apiType: string,
    init: { method: string; arguments: { name: string; value: string }[] },
  ) => {
    generate(): {
      url: string;
      body: string;
      headers: { toObject(): Record<string, string> };
    };
  };
  WhmApiResponse: new (
    answer: unknown,
  ) => {
    success: boolean;
    errors: { message: unknown }[];
  };
}

/** The codec that leaves requests and answers to the vendor's package, which the build passes to it. */
export function cpanelCodec(api: CpanelApiPackage): ApiCodec {
  return {
    name: '@cpanel/api',
    encode: (functionName, args) => encode(api, functionName, args),
    decode: (text) => decode(api, text),
  };
}

function encode(api: CpanelApiPackage, functionName: string, args: ApiArguments): EncodedRequest {
  const request = new api.WhmApiRequest(api.WhmApiType.JsonApi, {
    method: functionName,
    arguments: argumentPairs(args).map(([name, value]) => ({ name, value })),
  }).generate();
  return { path: request.url, headers: request.headers.toObject(), body: request.body };
}

/**
 * The package judges success and collects messages. Two of its habits (seen in 6.0.0) are corrected: a failure whose
 * result is the string "0" has no message there, so the reason is read from the metadata; and it unwraps a `data` with
 * one entry (an empty log becomes an empty list) and throws on `null`, so it is given only the metadata, and the data
 * comes from the answer itself. It also throws where the result is missing: `openEnvelope` has sorted that out before.
 */
function decode(api: CpanelApiPackage, text: string): DecodedAnswer {
  const envelope = openEnvelope(text);
  if (!envelope.ok) return envelope.failure;
  const { answer, metadata } = envelope;
  const response = new api.WhmApiResponse({ metadata });
  const reason = textOf(metadata.reason);
  if (response.success) return { ok: true, data: answer.data ?? null, reason };
  return {
    ok: false,
    kind: 'failed',
    reason: textOf(response.errors[0]?.message) ?? reason ?? NO_REASON,
  };
}
