const pure = ['dsp', 'codec', 'rtp', 'secure', 'file'];

/** What each layer of `native` may include from the others. */
const mayInclude: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ...Object.fromEntries(pure.map((layer) => [layer, ['core']])),
  session: ['core', ...pure],
  net: ['core'],
  media: ['core', ...pure, 'session', 'net'],
  addon: ['core', ...pure, 'session', 'net', 'media'],
};

/** Layers without socket, thread, clock, random device, file or log. */
const sansIo = new Set(['core', ...pure, 'session']);

/** Headers of a library, and the one layer that may include them. */
const ownedHeaders: readonly (readonly [pattern: RegExp, layer: string])[] = [
  [/^(napi|node_api|js_native_api|node|v8|uv)(-inl)?\.h$|^uv\//, 'addon'],
  [/^openssl\//, 'secure'],
  [/^(opus\/)?opus(_\w+)?\.h$/, 'codec'],
  [/^speex\//, 'dsp'],
  [/^FLAC\//, 'file'],
];

const ioHeaders =
  /^(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token|iostream|fstream|ostream|istream|cstdio|stdio\.h|filesystem|ctime|time\.h|unistd\.h|fcntl\.h|poll\.h|pthread\.h|dlfcn\.h|netdb\.h|windows\.h|winsock2\.h|(sys|netinet|arpa|net|linux)\/.*)$/;

const ioWords =
  /\b(steady_clock|system_clock|high_resolution_clock|clock_gettime|gettimeofday|random_device|getrandom|std::rand|fprintf|printf|getenv|thread_local)\b/;

/** What a native source does that its layer may not. `file` is relative to `native`. */
export function nativeViolations(file: string, source: string): string[] {
  const layer = file.split('/')[0] ?? '';
  const allowed = mayInclude[layer];
  if (allowed === undefined) return [`native/${file} stands in no layer; place it in native-rules.ts`];
  const code = withoutComments(source);
  const includes = [...code.matchAll(/^\s*#\s*include\s*([<"])([^>"]+)[>"]/gm)].map(([, , header = '']) => header);
  const found = includes.flatMap((header) => includeViolation(layer, allowed, header));
  const word = sansIo.has(layer) ? ioWords.exec(code)?.[0] : undefined;
  if (word !== undefined) found.push(`uses ${word}, which no sans-IO layer may`);
  return found.map((text) => `native/${file} ${text}`);
}

function includeViolation(layer: string, allowed: readonly string[], header: string): string[] {
  const owner = ownedHeaders.find(([pattern]) => pattern.test(header))?.[1];
  if (owner !== undefined && owner !== layer) return [`includes ${header}, which belongs to native/${owner} alone`];
  const target = header.split('/')[0] ?? '';
  if (header.includes('/') && target in mayInclude && target !== layer && !allowed.includes(target)) {
    return [`includes ${header}: native/${layer} does not know native/${target}`];
  }
  return sansIo.has(layer) && ioHeaders.test(header) ? [`includes ${header}, which no sans-IO layer may`] : [];
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
