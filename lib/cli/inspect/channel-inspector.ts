import { SpeechLevelMeter } from '../../audio/index.js';
import { isResamplerRate } from '../process/resample-stage.js';
import { Envelope, type Outline } from './envelope.js';
import type { Heard } from './heard.js';
import { type LevelFigures, LevelGatherer } from './level-figures.js';
import { NarrowbandEar } from './narrowband-ear.js';
import { Spectrogram, type SpectrogramPicture } from './spectrogram.js';
import { type VoiceTrack, VoiceTrackGatherer } from './voice-track.js';

export interface ChannelInspectorOptions {
  readonly channel: number;
  readonly sampleRateHz: number;
  readonly encoding: string;
  readonly outlineBins: number;
  readonly frames: number | undefined;
  /** 0 for no spectrogram. */
  readonly spectrogramCells: number;
}

/** What was found out about a channel. */
export interface ChannelInspection extends LevelFigures, VoiceTrack {
  readonly outline: Outline;
  readonly spectrogram: SpectrogramPicture | undefined;
  readonly heard: readonly Heard[];
  /** Active speech level (ITU-T P.56) in dBov; undefined where there is none, or none is measured at this rate. */
  readonly speechLevelDbov: number | undefined;
  /** Share of the time that is active, 0 to 1. */
  readonly activityFactor: number | undefined;
}

/** Rates that the speech level is measured at, in Hz. */
const [leastRateHz, mostRateHz] = [8000, 192_000];
/** What the meter says of silence. */
const silentDbov = -127;

/** Looks at one channel in all ways at once, as it passes by. */
export class ChannelInspector implements Disposable {
  readonly #levels: LevelGatherer;
  readonly #voice: VoiceTrackGatherer;
  readonly #envelope: Envelope;
  readonly #ear: NarrowbandEar | undefined;
  readonly #spectrogram: Spectrogram | undefined;
  readonly #speech: SpeechLevelMeter | undefined;

  constructor(options: ChannelInspectorOptions) {
    const { channel, sampleRateHz, spectrogramCells: maxCells } = options;
    this.#levels = new LevelGatherer(sampleRateHz, options.encoding);
    this.#voice = new VoiceTrackGatherer(sampleRateHz);
    this.#envelope = new Envelope(options.outlineBins);
    this.#ear = isResamplerRate(sampleRateHz) ? new NarrowbandEar(channel, sampleRateHz) : undefined;
    const isMeasured = sampleRateHz >= leastRateHz && sampleRateHz <= mostRateHz;
    this.#speech = isMeasured ? new SpeechLevelMeter({ sampleRateHz }) : undefined;
    this.#spectrogram = maxCells > 0 ? new Spectrogram({ ...options, maxCells }) : undefined;
  }

  add(samples: Float32Array): void {
    this.#levels.add(samples);
    this.#voice.add(samples);
    this.#envelope.add(samples);
    this.#ear?.add(samples);
    this.#speech?.process(samples);
    this.#spectrogram?.add(samples);
  }

  finish(): ChannelInspection {
    const speech = this.#speech && this.#speech.activeLevelDbfs > silentDbov ? this.#speech : undefined;
    return {
      ...this.#levels.figures(),
      ...this.#voice.finish(),
      outline: this.#envelope.outline(),
      spectrogram: this.#spectrogram?.picture(),
      speechLevelDbov: speech?.activeLevelDbfs,
      activityFactor: speech?.activityFactor,
      heard: this.#ear?.finish() ?? [],
    };
  }

  [Symbol.dispose](): void {
    this.#ear?.[Symbol.dispose]();
    this.#voice[Symbol.dispose]();
    this.#speech?.close();
    this.#spectrogram?.[Symbol.dispose]();
  }
}
