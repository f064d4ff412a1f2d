import { expect, test } from 'vitest';
import { type Phone, toneVoice } from './stage/phone.js';
import { middleOf, type ReceiverReport, type SenderReport, writeGoodbye, writeSenderReport } from './stage/rtcp.js';
import { addressOf, Stage } from './stage/stage.js';

const TALKING = { address: '203.0.113.1:4000', voice: toneVoice(600, -18) };

function senderReports(phone: Phone): { atMs: number; report: SenderReport }[] {
  return phone.rtcp.flatMap(({ atMs, packets }) =>
    packets.filter((packet) => packet.kind === 'SR').map((report) => ({ atMs, report })),
  );
}

const NTP_PER_MS = 2 ** 32 / 1_000;

test('sender reports: every five seconds or so, two clocks that agree, true counters, a name', async () => {
  await using stage = new Stage();
  const [phone] = stage.connect(stage.engine.createSession(), TALKING);
  await stage.run(61_000);

  const reports = senderReports(phone);
  expect(reports.length).toBeGreaterThanOrEqual(8);
  expect(reports.length).toBeLessThanOrEqual(24);
  const [first, ...rest] = reports;
  if (!first) throw new Error('no report');
  expect(first.atMs - (phone.arrivals[0]?.atMs ?? 0)).toBeLessThan(3_800);
  for (const { atMs, report } of rest) {
    const wallMs = Number(report.ntp - first.report.ntp) / NTP_PER_MS;
    const mediaMs = ((report.rtpTimestamp - first.report.rtpTimestamp) >>> 0) / 8;
    expect(wallMs).toBeCloseTo(atMs - first.atMs, 0);
    expect(mediaMs).toBeCloseTo(wallMs, 0);
  }
  for (const { atMs, report } of reports) {
    const before = phone.arrivals.filter((arrival) => arrival.atMs <= atMs);
    expect(report.packets).toBe(before.length);
    expect(report.octets).toBe(160 * before.length);
    expect(report.ssrc).toBe(phone.arrivals[0]?.rtp.ssrc);
    // The RTP timestamp is the one that a sample spoken at this very moment would have.
    const last = before.at(-1);
    const ahead = (report.rtpTimestamp - (last?.rtp.timestamp ?? 0)) | 0;
    expect(Math.abs(ahead / 8 - (atMs - (last?.atMs ?? 0)))).toBeLessThanOrEqual(1);
  }
  for (const { packets, to } of phone.rtcp) {
    expect(packets.map(({ kind }) => kind)).toEqual(['SR', 'SDES']);
    expect(packets[1]).toMatchObject({ cname: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(to).toBe(phone.rtcpAddress);
  }
});

test('report blocks: loss in the interval and in all, highest sequence number, jitter', async () => {
  await using stage = new Stage({ seed: 4 });
  const [phone] = stage.connect(stage.engine.createSession(), { ...TALKING, firstSequence: 65_000 });
  phone.onTheWay = (datagram, count) => (count > 100 && count % 10 === 0 ? [] : [datagram]);
  stage.engine.setNetwork({ delayMs: 40, jitterMs: 4 });
  await stage.run(40_000);

  const blocks = senderReports(phone).map(({ atMs, report }) => ({ atMs, block: report.blocks[0] }));
  const late = blocks.slice(2);
  expect(late.length).toBeGreaterThan(3);
  for (const { atMs, block } of late) {
    expect(block?.ssrc).toBe(phone.ssrc);
    expect(block?.fractionLost).toBeGreaterThan(0.08);
    expect(block?.fractionLost).toBeLessThan(0.12);
    const sentByThen = (atMs - (phone.firstSentMs ?? 0)) / 20;
    expect(Math.abs((block?.cumulativeLost ?? 0) - (sentByThen - 100) / 10)).toBeLessThan(3);
    expect(Math.abs((block?.highestSequence ?? 0) - (65_000 + sentByThen))).toBeLessThan(8);
    // A normal deviation of 4 ms at each packet: the mean difference of two is 4 * 2 / sqrt(pi) = 4.5 ms.
    expect((block?.jitterTicks ?? 0) / 8).toBeGreaterThan(3);
    expect((block?.jitterTicks ?? 0) / 8).toBeLessThan(6.5);
  }
});

test.each([10, 60, 200])(
  'a round trip of %i ms is measured within 2 ms, also from a report of its own',
  async (roundTripMs) => {
    await using stage = new Stage();
    const session = stage.engine.createSession();
    const [a, b] = [session.createEndpoint(), stage.engine.createSession().createEndpoint()];
    const configuration = (port: number) =>
      ({
        remote: { address: '192.0.2.1', port },
        rtcpMux: false,
        codec: { name: 'PCMU', payloadType: 0 },
        telephoneEvent: null,
      }) as const;
    a.configure(configuration(b.localPort));
    b.configure(configuration(a.localPort));
    stage.engine.setNetwork({ delayMs: roundTripMs / 2 });
    await stage.run(20_000);
    for (const endpoint of [a, b]) {
      const measured = endpoint.stats().roundTripMs ?? Number.NaN;
      expect(Math.abs(measured - roundTripMs), `${measured} ms`).toBeLessThanOrEqual(2);
    }
  },
);

test('what the peer reports is shown: loss, jitter, round trip by LSR and DLSR', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), TALKING, { rtcpMux: true });
  expect(endpoint.stats()).toMatchObject({ roundTripMs: null, remoteLossRatio: null, remoteJitterMs: null });
  while (senderReports(phone).length === 0) await stage.run(20);
  const [report] = senderReports(phone);
  if (!report) throw new Error('no report');
  expect(phone.rtcp[0]?.to).toBe(phone.address);
  const mosBefore = endpoint.stats().mos;
  const holdMs = 500;
  const delayMs = 80;
  await stage.run(holdMs);
  stage.engine.setNetwork({ delayMs });
  const waited = stage.engine.nowMs - report.atMs;
  stage.engine.inject(
    phone.address,
    addressOf(endpoint),
    writeSenderReport({
      ssrc: phone.ssrc,
      ntp: 1n << 40n,
      rtpTimestamp: 0,
      packets: 1,
      octets: 1,
      blocks: [
        {
          ssrc: report.report.ssrc,
          fractionLost: 0.125,
          cumulativeLost: 9,
          highestSequence: 70_000,
          jitterTicks: 80,
          lastSenderReport: middleOf(report.report.ntp),
          delaySinceLastSenderReport: waited / 1_000,
        },
      ],
    }),
  );
  await stage.run(400);
  const stats = endpoint.stats();
  expect(stats.remoteLossRatio).toBeCloseTo(0.125, 2);
  expect(stats.remoteJitterMs).toBeCloseTo(10, 1);
  // The report reached the phone at once, the answer took `delayMs`.
  expect(Math.abs((stats.roundTripMs ?? 0) - delayMs)).toBeLessThanOrEqual(2);
  expect(mosBefore).toBeGreaterThan(4.2);

  // And the next report of ours says when the phone's came, for the phone to measure with.
  await stage.run(8_000);
  const last = senderReports(phone).at(-1);
  expect(last?.report.blocks[0]?.lastSenderReport).toBe(middleOf(1n << 40n));
});

test('who only listens sends receiver reports', async () => {
  await using stage = new Stage();
  const [phone] = stage.connect(stage.engine.createSession(), TALKING, { direction: 'recvonly' });
  await stage.run(12_000);
  const kinds = phone.rtcp.map(({ packets }) => packets.map(({ kind }) => kind));
  expect(kinds.length).toBeGreaterThan(0);
  expect(new Set(kinds.map((names) => names.join(' ')))).toEqual(new Set(['RR SDES']));
  const report = phone.rtcp.at(-1)?.packets[0] as ReceiverReport;
  expect(report.blocks[0]?.ssrc).toBe(phone.ssrc);
});

test('closing says goodbye, and the peer saying it is told', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), TALKING);
  const told: string[] = [];
  endpoint.events.on('rtcpBye', () => told.push('bye'));
  endpoint.events.on('closed', () => told.push('closed'));
  await stage.run(1_000);
  const rtcpOfEndpoint = addressOf(endpoint).replace(/\d+$/, String(endpoint.localPort + 1));
  stage.engine.inject(phone.rtcpAddress, rtcpOfEndpoint, writeGoodbye(phone.ssrc));
  await stage.run(220); // reports are read every 200 ms
  expect(told).toEqual(['bye']);
  endpoint.close();
  await stage.run(40);
  expect(told).toEqual(['bye', 'closed']);
  const last = phone.rtcp.at(-1)?.packets.at(-1);
  expect(last).toEqual({ kind: 'BYE', ssrcs: [phone.arrivals[0]?.rtp.ssrc] });
  const sent = phone.arrivals.length;
  await stage.run(500);
  expect(phone.arrivals).toHaveLength(sent);
});

test('MOS falls with loss', async () => {
  const moses: number[] = [];
  for (const every of [0, 50, 20, 10, 5]) {
    await using stage = new Stage();
    const [phone, endpoint] = stage.connect(stage.engine.createSession(), TALKING);
    phone.onTheWay = (datagram, count) => (every > 0 && count % every === 0 ? [] : [datagram]);
    await stage.run(10_000);
    moses.push(endpoint.stats().mos);
  }
  expect([...moses].sort((a, b) => b - a)).toEqual(moses);
  expect(moses[0]).toBeGreaterThan(4.3);
  expect(moses.at(-1)).toBeLessThan(3);
  expect(new Set(moses).size).toBe(moses.length);
});
