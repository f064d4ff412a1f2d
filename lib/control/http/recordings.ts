import { constants } from 'node:fs';
import { open, stat, unlink } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemErrorCode } from '../../core/index.js';
import { answerError, answerJson } from './answer.js';
import { listRecordings } from './recording-list.js';
import { resolveRecording } from './recording-path.js';

/** What is served. */
export interface RecordingFolder {
  readonly directory: string;
  readonly maxDownloadBytes: number;
}

const defaultLimit = 100;
const maximumLimit = 1000;
const pcapType = 'application/vnd.tcpdump.pcap';
const contentTypes: Readonly<Record<string, string>> = {
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
};

/** `GET /recordings`. */
export async function answerList(folder: RecordingFolder, query: URLSearchParams, response: ServerResponse) {
  const skip = numberOf(query.get('skip'), 0);
  const limit = Math.min(numberOf(query.get('limit'), defaultLimit), maximumLimit);
  const prefix = query.get('startsWith') ?? '';
  let all: string[];
  try {
    all = await listRecordings(folder.directory);
  } catch {
    return answerError(response, 500, 'recordings cannot be listed');
  }
  const matching = all.filter((name) => name.startsWith(prefix));
  const recordings = matching.slice(skip, skip + limit);
  return answerJson(response, 200, { recordings, total: matching.length, skip, limit });
}

/** `GET /recordings/{path}`. */
export async function answerDownload(folder: RecordingFolder, encoded: string, response: ServerResponse) {
  const found = await resolveRecording(folder.directory, encoded);
  if ('status' in found) return answerRefusal(response, found.status);
  // Its last part cannot have become a link meanwhile.
  const file = await open(found.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => null,
  );
  if (file === null) return answerRefusal(response, 404);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return answerRefusal(response, 404);
    if (stats.size > folder.maxDownloadBytes) return answerError(response, 413, 'recording too large');
    const type = contentTypes[extname(found.path)] ?? pcapType;
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': String(stats.size), Connection: 'close' });
    if (stats.size === 0) return void response.end();
    // Of a recording that still grows, what was there.
    return await pipeline(file.createReadStream({ end: stats.size - 1, autoClose: false }), response).catch(
      () => undefined,
    );
  } finally {
    await file.close();
  }
}

/** `DELETE /recordings/{path}`. */
export async function answerDelete(folder: RecordingFolder, encoded: string, response: ServerResponse) {
  const found = await resolveRecording(folder.directory, encoded);
  if ('status' in found) return answerRefusal(response, found.status);
  try {
    if (!(await stat(found.path)).isFile()) return answerRefusal(response, 404);
    await unlink(found.path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return answerRefusal(response, 404);
    return answerError(response, 500, 'recording cannot be deleted');
  }
  return answerJson(response, 200, { deleted: true });
}

function answerRefusal(response: ServerResponse, status: 403 | 404): void {
  answerError(response, status, status === 403 ? 'forbidden' : 'recording not found');
}

/** What cannot be read as a number counts as not given. */
function numberOf(text: string | null, fallback: number): number {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : fallback;
}
