import { createHash } from 'node:crypto';
import { errorMessage } from '../../core/index.js';
import type { MethodParams } from '../../protocol/control/index.js';
import { type SessionContext, sessionCommand } from '../command.js';
import { admitEndpoint, removeEndpoint } from '../endpoint-lifecycle.js';
import { assertRoom } from '../endpoint-lookup.js';
import { FileEndpoint, type FilePlaybackOptions } from '../endpoints/file.js';

type Params = MethodParams<'endpoint.create_with_file'>;

/** Makes an endpoint that plays a file to its session. */
export const endpointCreateWithFile = sessionCommand('endpoint.create_with_file', async (context, params) => {
  assertRoom(context.session);
  const isUrl = /^https?:\/\//i.test(params.source);
  const endpoint = isUrl ? playUrl(context, params) : await playLocal(context, params);
  return { endpoint_id: endpoint.id };
});

async function playLocal({ session, services }: SessionContext, params: Params): Promise<FileEndpoint> {
  const file = await services.files.openLocal(params.source);
  const endpoint = new FileEndpoint(session, 'playing', playbackOf(params, params.source));
  admitEndpoint(session, endpoint, () => endpoint.play(file));
  return endpoint;
}

/** Answers at once; the file follows. */
function playUrl(context: SessionContext, params: Params): FileEndpoint {
  const { session } = context;
  const id = createHash('sha1').update(params.source).digest('hex');
  const endpoint = new FileEndpoint(session, 'buffering', playbackOf(params, id));
  admitEndpoint(session, endpoint);
  void fetchAndPlay(endpoint, context, params);
  return endpoint;
}

/** Never rejects: a failure is told by an event, unless nobody waits any more. */
async function fetchAndPlay(endpoint: FileEndpoint, { services }: SessionContext, params: Params): Promise<void> {
  const { headers, timeout_ms: timeoutMs, cache_ttl_secs, source } = params;
  const { signal } = endpoint;
  try {
    const request = { ...(headers && { headers }), timeoutMs, ttlMs: cache_ttl_secs * 1000, signal };
    const file = await services.files.openUrl(source, request);
    if (signal.aborted) file.release();
    else endpoint.play(file);
  } catch (error) {
    if (signal.aborted) return;
    removeEndpoint(endpoint.session, endpoint.id);
    endpoint.fail(errorMessage(error));
  }
}

function playbackOf({ start_ms, loop_count, gain_db, shared }: Params, sharedId: string): FilePlaybackOptions {
  return { startMs: start_ms, loops: loop_count, gainDb: gain_db, sharedId: shared ? sharedId : null };
}
