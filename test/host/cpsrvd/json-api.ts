import type { ServerResponse } from 'node:http';
import { type ApiCall, metadata, NEVER } from './api-call.ts';
import type { ApiFunctions } from './api-functions.ts';
import { loginPage } from './logins.ts';

/** Ways in which an API can misbehave; `result` answers with this `metadata.result`, whatever was asked. */
export type ApiFault =
  | 'status-401'
  | 'status-403'
  | 'login-page'
  | 'hang'
  | 'reset'
  | 'half-answer'
  | 'redirect-away'
  | { result: number | string; reason: string };

/** Answers one call of WHM API 1; a fault answers instead, and the function is not called. */
export async function answerApi(
  response: ServerResponse,
  functions: ApiFunctions,
  call: ApiCall,
  fault: ApiFault | null,
): Promise<void> {
  if (fault !== null) {
    sendFault(response, call, fault);
    return;
  }
  const answer = await functions.call(call);
  if (answer !== NEVER) {
    sendJson(response, 200, answer);
  }
}

function sendFault(response: ServerResponse, call: ApiCall, fault: ApiFault): void {
  switch (fault) {
    case 'status-401':
    case 'status-403':
      sendJson(response, Number(fault.slice(-3)), {
        cpanelresult: { error: 'Access denied', data: { reason: 'Access denied', result: '0' } },
      });
      break;
    case 'login-page':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(loginPage('/', 'Please log in.'));
      break;
    case 'hang':
      break;
    case 'reset':
      response.destroy();
      break;
    case 'half-answer':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"metadata":{"version":1,"resu');
      break;
    case 'redirect-away':
      response.writeHead(302, { location: 'https://192.0.2.1/json-api/version' });
      response.end();
      break;
    default:
      sendJson(response, 200, {
        metadata: metadata(call.function, fault.result, fault.reason),
        data: {},
      });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
