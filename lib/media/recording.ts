import type { Endpoint } from './endpoint.js';

/** Why a recording ended: `stop()`, its endpoint or session closed, or the disk refused (the call goes on). */
export type RecordingEnd = 'stopped' | 'closed' | 'failed';

/** How to record a session, or one endpoint of it. */
export interface RecordingOptions {
  /**
   * `wav` (default): 16 bits. `ogg`: Opus. `pcap`: the RTP and RTCP packets as a capture file, decrypted, each endpoint
   * under an address of its own.
   */
  readonly format?: 'wav' | 'ogg' | 'pcap';
  /** This endpoint alone; by default everyone in the session. */
  readonly endpoint?: Endpoint;
  /** `stereo`: what the endpoint says left, what it hears right. By default the mix of all, or what the endpoint says. */
  readonly layout?: 'mixed' | 'stereo';
  /** Of `wav` 8000 to 48000 Hz, of `ogg` 8000, 12000, 16000, 24000 or 48000; by default the endpoint's, or 16000. */
  readonly sampleRateHz?: number;
  /** In a capture also the RTP that is sent. */
  readonly sentToo?: boolean;
  /** Packets of a capture that may wait for the disk, 1 to 1,000,000; 1000 by default. More are dropped and counted. */
  readonly queuePackets?: number;
  /**
   * Who is recorded, everyone in the session or the one endpoint alone, hears 1400 Hz for 200 ms at the start and every
   * 15 s, except while it is paused.
   */
  readonly beep?: boolean;
}

export interface RecordingReport {
  readonly reason: RecordingEnd;
  readonly path: string;
  /** Of sound: what is in the file. Of packets: how long it ran. */
  readonly durationMs: number;
  /** Packets in a capture file; 0 in any other. */
  readonly packets: number;
  /** Packets that found the queue full. */
  readonly droppedPackets: number;
  /** With `failed`: what the operating system said, e.g. ENOSPC. */
  readonly error?: string;
}

/** A file being written with what is said in a session. It can be opened at any time, whatever becomes of the process. */
export interface Recording {
  readonly path: string;
  /** Packets in a capture file so far, as of at most a second ago. */
  readonly packets: number;
  /** Packets that found the queue full, likewise. */
  readonly droppedPackets: number;
  /** Settles when the file was created: true, or false when it could not be; `finished` then says why. Never rejects. */
  readonly started: Promise<boolean>;
  /** Settles when the file is complete on disk. Never rejects. */
  readonly finished: Promise<RecordingReport>;
  /** Silence, or no packets, from now on; the time goes on. */
  pause(): void;
  resume(): void;
  /** Ends it; `finished` settles once the file is complete. */
  stop(): Promise<RecordingReport>;
}
