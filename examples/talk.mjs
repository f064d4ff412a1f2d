// A page to talk with a media server by ear and microphone: http://127.0.0.1:8080, beside `npm start`.
//   PORT=8080 node examples/talk.mjs
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

// The page imports the client as it is installed; nothing is bundled.
const client = new URL('../', import.meta.resolve('ossicle/control'));
const page = new URL('talk.html', import.meta.url);

const server = createServer(({ url = '/' }, response) => {
  const { pathname } = new URL(url, 'http://page');
  const isModule = pathname.startsWith('/ossicle/') && pathname.endsWith('.js');
  if (pathname !== '/' && !isModule) return response.writeHead(404).end();
  const file = isModule ? new URL(`../${pathname.slice('/ossicle/'.length)}`, client) : page;
  response.setHeader('content-type', isModule ? 'text/javascript' : 'text/html; charset=utf-8');
  createReadStream(fileURLToPath(file))
    .on('error', () => response.writeHead(404).end())
    .pipe(response);
});

server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  console.log(`open http://127.0.0.1:${server.address().port}`);
});
process.once('SIGINT', () => {
  server.close();
  server.closeAllConnections();
});
