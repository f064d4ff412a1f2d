import type { IncomingMessage, ServerResponse } from 'node:http';
import { normalUuid } from '../../protocol/control/index.js';
import type { ControlServices } from '../services.js';
import type { SessionRegistry } from '../session-registry.js';
import { answerError, answerJson, answerWrongMethod } from './answer.js';
import { answerDelete, answerDownload, answerList, type RecordingFolder } from './recordings.js';

const recordingPrefix = '/recordings/';
const sessionPrefix = '/sessions/';
const prometheusType = 'text/plain; version=0.0.4; charset=utf-8';

/** Answers plain HTTP on the control port. */
export class HttpRouter {
  readonly #services: ControlServices;
  readonly #registry: SessionRegistry;
  readonly #recordings: RecordingFolder;

  constructor(services: ControlServices, registry: SessionRegistry) {
    const { recordingDir, maxRecordingDownloadBytes } = services.settings;
    this.#services = services;
    this.#registry = registry;
    this.#recordings = { directory: recordingDir, maxDownloadBytes: maxRecordingDownloadBytes };
  }

  /** Never rejects. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The path as it was sent: resolving dots is what the rules for recordings judge.
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    try {
      if (request.method === 'GET') return await this.#get(path, new URLSearchParams(query), response);
      if (request.method === 'DELETE' && path.startsWith(recordingPrefix)) {
        return await answerDelete(this.#recordings, path.slice(recordingPrefix.length), response);
      }
      return answerWrongMethod(response);
    } catch (error) {
      this.#services.logger.error('HTTP request failed', { error, path: path.slice(0, 100) });
      if (response.headersSent) response.destroy();
      else answerError(response, 500, 'internal error');
    }
  }

  #get(path: string, query: URLSearchParams, response: ServerResponse): void | Promise<void> {
    switch (path) {
      case '/health':
      case '/livez':
        return answerJson(response, 200, { status: 'ok' });
      case '/readyz':
        return this.#answerReadiness(response);
      case '/metrics':
        return this.#answerMetrics(response);
      case '/sessions':
        return answerJson(response, 200, this.#registry.list());
      case '/recordings':
        return answerList(this.#recordings, query, response);
    }
    if (path.startsWith(recordingPrefix)) {
      return answerDownload(this.#recordings, path.slice(recordingPrefix.length), response);
    }
    if (path.startsWith(sessionPrefix)) return this.#answerSession(path.slice(sessionPrefix.length), response);
    return answerError(response, 404, 'not found');
  }

  #answerReadiness(response: ServerResponse): void {
    const ready = !this.#registry.shuttingDown && !this.#registry.isFull;
    answerJson(response, ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable' });
  }

  async #answerMetrics(response: ServerResponse): Promise<void> {
    const text = await this.#services.metrics.text();
    response.writeHead(200, { 'Content-Type': prometheusType, Connection: 'close' });
    response.end(text);
  }

  async #answerSession(text: string, response: ServerResponse): Promise<void> {
    const id = normalUuid(text);
    if (id === undefined) return answerError(response, 400, 'invalid session ID');
    const session = this.#registry.find(id);
    if (!session) return answerError(response, 404, 'session not found');
    const info = await session.turns
      .run(() => {
        session.touch();
        return session.ended ? null : session.info();
      })
      .catch(() => undefined);
    if (info === undefined) return answerError(response, 503, 'session unresponsive');
    return info ? answerJson(response, 200, info) : answerError(response, 404, 'session not found');
  }
}
