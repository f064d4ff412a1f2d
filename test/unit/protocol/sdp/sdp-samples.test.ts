import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseSdp, rtpMaps, writeSdp } from '../../../../lib/protocol/sdp/index.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const folder = join(process.env['OSSICLE_VECTORS'] ?? resolve(repository, '../shared/vectors'), 'sdp-samples');
const present = existsSync(folder);
const title = present ? 'descriptions from elsewhere' : `descriptions from elsewhere (skipped: no folder ${folder})`;

/** Files that break RFC 8866, and how; every other one must be read. */
const BROKEN: Record<string, string> = {
  'sdp-transform/alac.sdp': '2: malformed o=',
  'sdp-transform/extmap-encrypt.sdp': '5: c= out of order',
  'sdp-transform/invalid.sdp': '10: unknown line type "f"',
  'sdp-transform/mediaclk-avbtp.sdp': '3: v=, o= and s= must come first',
  'sdp-transform/mediaclk-ptp-v2-w-rate.sdp': '3: v=, o= and s= must come first',
  'sdp-transform/mediaclk-ptp-v2.sdp': '3: v=, o= and s= must come first',
  'sdp-transform/mediaclk-rtp.sdp': '3: v=, o= and s= must come first',
  'sdp-transform/normal.sdp': '5: c= out of order',
  'sdp-transform/onvif.sdp': '4: t= is missing',
  'sdp-transform/simulcast.sdp': '5: c= out of order',
  'sdp-transform/tcp-active.sdp': '4: t= is missing',
  'sdp-transform/tcp-passive.sdp': '4: t= is missing',
  'webrtc/unittest-3.sdp': '1: v=, o= and s= must come first',
  'webrtc/unittest-6.sdp': '1: v=, o= and s= must come first',
  'webrtc/unittest-7.sdp': '1: v=, o= and s= must come first',
};

describe.skipIf(!present)(title, () => {
  const files = present
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.sdp'))
    : [];

  it('finds the collection', () => {
    expect(files.length).toBeGreaterThan(80);
  });

  it.each(files)('%s is read and written back, or refused for its known fault', (file) => {
    const result = parseSdp(readFileSync(join(folder, file)));
    if (!result.ok) {
      expect(`${result.line}: ${result.reason}`).toBe(BROKEN[file]);
      return;
    }
    expect(BROKEN[file]).toBeUndefined();
    expect(parseSdp(writeSdp(result.description))).toEqual(result);
    for (const media of result.description.media)
      expect(rtpMaps(media).length).toBeLessThanOrEqual(media.formats.length);
  });
});
