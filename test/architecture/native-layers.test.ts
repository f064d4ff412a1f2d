import { describe, expect, it } from 'vitest';
import { nativeViolations } from './native-rules.js';
import { filesBelow, readSource } from './source-tree.js';

const sources = filesBelow('native').filter((file) => /\.(h|cc|c)$/.test(file));

describe('layers of native', () => {
  it('has sources to check', () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  it('includes point the allowed way and libraries stay in their layer', () => {
    expect(sources.flatMap((file) => nativeViolations(file, readSource(`native/${file}`)))).toEqual([]);
  });
});

describe('the rules themselves', () => {
  it.each([
    ['rtp/a.cc', '#include "dsp/mixer.h"', 'native/rtp does not know native/dsp'],
    ['core/a.h', '#include "rtp/rtp_packet.h"', 'native/core does not know native/rtp'],
    ['net/a.cc', '#include "session/session.h"', 'native/net does not know native/session'],
    ['media/a.cc', '#include <napi.h>', 'belongs to native/addon alone'],
    ['session/a.cc', '#include <opus/opus.h>', 'belongs to native/codec alone'],
    ['codec/a.cc', '#include <speex/speex_resampler.h>', 'belongs to native/dsp alone'],
    ['net/a.cc', '#include <openssl/ssl.h>', 'belongs to native/secure alone'],
    ['session/a.cc', '#include <thread>', 'no sans-IO layer may'],
    ['rtp/a.cc', '#include <sys/socket.h>', 'no sans-IO layer may'],
    ['dsp/a.cc', 'auto t = std::chrono::steady_clock::now();', 'uses steady_clock'],
    ['strange/a.cc', '', 'stands in no layer'],
  ])('forbid in %s: %s', (file, source, reason) => {
    expect(nativeViolations(file, source).join()).toContain(reason);
  });

  it.each([
    ['addon/addon.cc', '#include <napi.h>\n#include "media/engine.h"'],
    ['codec/opus_codec.cc', '#include <opus/opus.h>'],
    ['session/session.cc', '#include "dsp/mixer.h"\n#include "rtp/rtp_packet.h"'],
    ['rtp/a.cc', '// as clock_gettime would\n#include "core/bytes.h"'],
    ['media/media_thread.cc', '#include <thread>\n#include "net/clock.h"'],
  ])('allow in %s: %s', (file, source) => {
    expect(nativeViolations(file, source)).toEqual([]);
  });
});
