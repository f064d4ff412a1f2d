import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
};

/** Serves the files of a folder to a browser on loopback, and what tests put beside them. */
export class FileHost implements AsyncDisposable {
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(folder: string, pages: Readonly<Record<string, string>>) {
    this.#server = createServer(async ({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://host');
      this.asked.push(pathname);
      try {
        const body = pages[pathname] ?? (await readFile(join(folder, normalize(pathname))));
        const type = types[extname(pathname)] ?? 'text/html; charset=utf-8';
        response.writeHead(200, { 'content-type': type }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
  }

  /** `pages`: bodies by their paths, before the files of `folder`. */
  static async serve(folder: string, pages: Readonly<Record<string, string>>): Promise<FileHost> {
    const host = new FileHost(folder, pages);
    host.#server.listen(0, '127.0.0.1');
    await once(host.#server, 'listening');
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
