import type { Client } from './client';
import type { Envelope } from './envelope';
import { parse } from './frame';

/** Posts envelopes. Answers with the server's, with `closed` for an error it explained, with nothing when the network or a proxy failed. */
export async function post(client: Client, path: string, body: string, ms: number, abort = new AbortController(), keepalive = false): Promise<Envelope[] | false | undefined> {
  const { headers, credentials } = client._options;
  const { token } = client._session;
  const timer = setTimeout(() => abort.abort(), ms);
  try {
    const response = await client._fetch(client._url + path, {
      // No cache mode: answers to POST are not cached, and with `no-store` Chromium asks a preflight before every cross-origin poll.
      method: 'POST',
      credentials,
      keepalive,
      signal: abort.signal,
      headers: Object.assign(
        {},
        typeof headers == 'function' ? headers() : headers,
        { 'Content-Type': 'application/json', 'Bridge-Protocol': 'bridge.v1' },
        token && { 'Bridge-Session': token },
      ),
      body,
    });
    const answer = parse(await response.text());
    if (response.status != 200) return answer.error && [Object.assign(answer, { type: 'closed', code: answer.error })];
    return Array.isArray(answer) && answer;
  } catch (_) {
  } finally {
    clearTimeout(timer);
  }
  return undefined;
}
