import {
  type CallId,
  type Clock,
  errorMessage,
  type Logger,
  OssicleError,
  randomId,
  silentLogger,
  systemClock,
  type Unsubscribe,
} from '../core/index.js';
import type { AudioSource, EndpointStats, Session, VoiceSwitches } from '../media/index.js';
import type { SynthesizeOptions, TextToSpeech } from '../providers/text-to-speech.js';
import { Activities } from './activities.js';
import { CallEventStream } from './call-event-stream.js';
import type { CallEndFacts, CallEventBody, PlayoutResult } from './call-events.js';
import { type CallRecording, prepareRecording, type RecordOptions, startRecording } from './call-recording.js';
import { type CallState, type CallTrigger, canTransition, nextCallState } from './call-state.js';
import type { Conference, Conferences } from './conference.js';
import type { CollectedDigits, ListenDtmfOptions } from './digit-collector.js';
import { type HangupCallback, HangupCallbacks } from './hangup-callbacks.js';
import { Keypad } from './keypad.js';
import type { Leg, LegDirection, LegEnd, LegEndReason, Party } from './leg.js';
import { Playout, type PlayoutItem, type PlayoutOptions } from './playout.js';

/** What a call works with. */
export interface CallOptions {
  /** Needed for `say`. */
  readonly textToSpeech?: TextToSpeech;
  /** Needed to `join` by name. */
  readonly conferences?: Conferences;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** How `say` speaks. */
export interface SayOptions extends PlayoutOptions, Omit<SynthesizeOptions, 'signal'> {}

/** How `play` plays. */
export interface PlayOptions extends PlayoutOptions {
  /** From the start again until it is cut short. */
  readonly repeat?: boolean;
}

/**
 * One conversation: a leg with a state, events and what one does on the phone. Every operation ends when the call
 * does; operations begun after that throw CLOSED.
 *
 * @example
 * await call.answer();
 * await call.say('Press a key.', { interruptedByDtmf: true });
 * const { digits } = await call.listenDtmf({ timeoutMs: 5000 });
 */
export class Call implements AsyncDisposable {
  readonly id: CallId = randomId<'call'>();
  readonly direction: LegDirection;
  readonly caller: Party;
  readonly called: Party;
  /** How the call reached us, for people: `SIP/UDP 192.0.2.7:5060`. */
  readonly flow: string;
  readonly events: CallEventStream;

  readonly #leg: Leg;
  readonly #options: CallOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #keypad: Keypad;
  readonly #playout: Playout;
  /** Where the endpoint lives outside of conferences. */
  readonly #home: Session;
  readonly #hangupCallbacks: HangupCallbacks;
  readonly #ending = new AbortController();
  readonly #unsubscribes: Unsubscribe[];
  readonly #activities: Activities;

  #state: CallState = 'ringing';
  #answering: Promise<void> | undefined;
  #answeredAtMs: number | undefined;
  #endedAtMs: number | undefined;
  #started = false;
  #conference: Conference | undefined;
  #recordings = 0;
  #lastStats: EndpointStats | undefined;
  #finished: Promise<void> | undefined;

  constructor(leg: Leg, options: CallOptions = {}) {
    this.#leg = leg;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.direction = leg.direction;
    this.caller = leg.caller;
    this.called = leg.called;
    this.flow = leg.flow;
    this.events = new CallEventStream((error) => this.#report('An event listener failed', error));
    this.#hangupCallbacks = new HangupCallbacks((error) => this.#report('An onHangup callback failed', error));
    this.#keypad = new Keypad(this.#clock, (press) => this.#publish({ type: 'dtmf.received', ...press }));
    this.#activities = new Activities(this.#clock);
    this.#playout = new Playout(leg.endpoint, this.#keypad, this.#ending.signal);
    this.#home = leg.endpoint.session;
    this.#unsubscribes = this.#subscribe();
    // Those who get the call may subscribe first.
    queueMicrotask(() => this.#publishStarted());
  }

  get state(): CallState {
    return this.#state;
  }

  /** The codec in use, e.g. `opus`; null before the answer. */
  get codec(): string | null {
    return this.#leg.codecName;
  }

  /** Since the answer; 0 before it. Stands still once the call has ended. */
  get durationMs(): number {
    if (this.#answeredAtMs === undefined) return 0;
    return (this.#endedAtMs ?? this.#clock.nowMs()) - this.#answeredAtMs;
  }

  /** The conference it is in, or null. */
  get conference(): Conference | null {
    return this.#conference ?? null;
  }

  /** Whether there is a provider to `say` with. */
  get canSay(): boolean {
    return this.#options.textToSpeech !== undefined;
  }

  /** Counters and quality of the audio; after the end, as they were then. @throws OssicleError CLOSED without any. */
  stats(): EndpointStats {
    return this.#lastStats ?? this.#leg.endpoint.stats();
  }

  /**
   * Accepts the call. Does nothing when answered already.
   *
   * @throws OssicleError NO_COMMON_CODEC (the caller has been told), CLOSED, ABORTED.
   */
  answer(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#state !== 'ended') this.#answering ??= this.#answer(options);
    return this.#answering ?? Promise.reject(this.#closed());
  }

  /** Refuses a ringing inbound call with a SIP status of 400 to 699, e.g. 486. Does nothing once answered. */
  reject(statusCode: number, reason?: string): void {
    this.#leg.reject(statusCode, reason);
  }

  /**
   * Speaks `text` after whatever is being played; resolves when it has been heard or was cut short.
   *
   * @throws OssicleError UNSUPPORTED without a provider, SPEECH_FAILED, INVALID_ARGUMENT, INVALID_STATE before the
   *   answer, CLOSED.
   */
  async say(text: string, options: SayOptions = {}): Promise<PlayoutResult> {
    const provider = this.#options.textToSpeech;
    if (!provider) {
      throw new OssicleError('UNSUPPORTED', 'This call has no text-to-speech provider; give one in its options.');
    }
    const { voice, language } = options;
    const item: PlayoutItem = {
      repeat: false,
      source: async (signal) => {
        const wanted = { signal, ...(voice && { voice }), ...(language && { language }) };
        return { kind: 'samples', ...(await provider.synthesize(text, wanted)) };
      },
      onStarted: () => this.#publish({ type: 'agent.speech.started', text }),
      onEnded: (result) => this.#publish({ type: 'agent.speech.ended', text, ...result }),
    };
    return this.#playOut(item, options);
  }

  /**
   * Plays `source` after whatever is being played; resolves when it has been heard or was cut short.
   *
   * @throws OssicleError FILE_FAILED, INVALID_STATE before the answer, CLOSED.
   */
  async play(source: AudioSource, options: PlayOptions = {}): Promise<PlayoutResult> {
    const item: PlayoutItem = {
      repeat: options.repeat ?? false,
      source: () => Promise.resolve(source),
      onStarted: () => this.#publish({ type: 'playback.started', source: source.kind }),
      onEnded: (result) => this.#publish({ type: 'playback.ended', source: source.kind, ...result }),
    };
    return this.#playOut(item, options);
  }

  /**
   * Collects digits; those pressed earlier and not yet taken come first. Resolves at once when the call ends.
   *
   * @throws OssicleError CLOSED, ABORTED, INVALID_STATE while another `listenDtmf` waits.
   */
  async listenDtmf(options: ListenDtmfOptions = {}): Promise<CollectedDigits> {
    this.#requireLive();
    return this.#keypad.listen(options);
  }

  /**
   * Starts recording what the other side says.
   *
   * @throws OssicleError FILE_FAILED, INVALID_ARGUMENT, INVALID_STATE before the answer, CLOSED.
   */
  async record(options: RecordOptions): Promise<CallRecording> {
    this.#requireAnswered('record');
    const path = await prepareRecording(options, {
      startedAt: this.#clock.date(),
      caller: this.caller.user,
      // Keeps calls of one caller apart, and recordings of one call.
      suffix: `${this.id.slice(0, 6)}${this.#recordings++ > 0 ? `-${this.#recordings}` : ''}`,
    });
    this.#requireLive();
    const recording = startRecording(this.#leg.endpoint, path, options, { clock: this.#clock, keypad: this.#keypad });
    this.#publish({ type: 'recording.started', path });
    const told = recording.finished.then((facts) => this.#publish({ type: 'recording.ended', ...facts }));
    this.#activities.track(told);
    return recording;
  }

  /**
   * Turns parts of what the caller's voice goes through on or off; what is not named stays as it is.
   *
   * @throws OssicleError INVALID_STATE before the answer, CLOSED.
   */
  setVoiceProcessing(switches: VoiceSwitches): void {
    this.#requireAnswered('set the voice processing');
    this.#leg.endpoint.setVoiceProcessing(switches);
  }

  /** Whether the caller hears itself. */
  setEcho(on: boolean): void {
    this.#requireAnswered('set the echo');
    this.#leg.endpoint.setLoopback(on);
  }

  /**
   * Enters a conference, leaving another one: the caller hears its members and they hear the caller.
   *
   * @throws OssicleError INVALID_STATE before the answer, CLOSED, UNSUPPORTED for a name without `conferences`.
   */
  join(conference: Conference | string): void {
    this.#requireAnswered('join a conference');
    const target = typeof conference === 'string' ? this.#conferenceNamed(conference) : conference;
    if (target === this.#conference) return;
    this.leave();
    target.admit(this.#leg.endpoint);
    this.#conference = target;
    this.#publish({ type: 'conference.joined', conference: target.name });
  }

  /** Leaves the conference. Does nothing outside of one. */
  leave(): void {
    const conference = this.#conference;
    if (!conference) return;
    this.#conference = undefined;
    conference.release(this.#leg.endpoint, this.#home);
    this.#publish({ type: 'conference.left', conference: conference.name });
  }

  /** Says goodbye. Resolves when the other side knows and every event has been told. Idempotent; never rejects. */
  async hangup(reason: LegEndReason = 'hangup'): Promise<void> {
    await this.#leg.hangup(reason);
    await this.#finished;
  }

  /** Runs `callback` once when the call has ended; now, when it has. One that throws stops no other. */
  onHangup(callback: HangupCallback): void {
    this.#hangupCallbacks.add(callback);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.hangup();
  }

  async #answer(options: { readonly signal?: AbortSignal }): Promise<void> {
    try {
      await this.#leg.answer(options);
    } catch (error) {
      this.#answering = undefined;
      throw error;
    }
    if (this.#state === 'ended') throw this.#closed();
    this.#move('answer');
    this.#answeredAtMs = this.#clock.nowMs();
    this.#publish({ type: 'call.answered', codec: this.codec });
    // A caller may come on hold already.
    if (this.#leg.state === 'held') this.#changeHold('hold', { type: 'call.held' });
  }

  #playOut(item: PlayoutItem, options: PlayoutOptions): Promise<PlayoutResult> {
    this.#requireAnswered('play');
    const played = this.#playout.enqueue(item, options);
    this.#activities.track(played);
    return played;
  }

  #subscribe(): Unsubscribe[] {
    const { endpoint, events } = this.#leg;
    return [
      events.on('ended', (end) => this.#end(end)),
      events.on('dtmf', (event) => this.#keypad.announce({ ...event, source: 'info' })),
      events.on('held', () => this.#changeHold('hold', { type: 'call.held' })),
      events.on('resumed', () => this.#changeHold('resume', { type: 'call.resumed' })),
      endpoint.events.on('dtmf', (event) => this.#keypad.announce(event)),
      endpoint.events.on('mediaStarted', () => this.#publish({ type: 'media.started', codec: this.codec })),
      endpoint.events.on('mediaTimeout', (event) => this.#publish({ type: 'media.timeout', ...event })),
      endpoint.events.on('speechStarted', () => this.#publish({ type: 'user.speech.started' })),
      endpoint.events.on('speechEnded', (event) => this.#publish({ type: 'user.speech.ended', ...event })),
    ];
  }

  #changeHold(trigger: 'hold' | 'resume', event: CallEventBody): void {
    // The other side may say the same twice, or before the answer.
    if (!canTransition(this.#state, trigger)) return;
    this.#move(trigger);
    this.#publish(event);
  }

  #move(trigger: CallTrigger): void {
    this.#state = nextCallState(this.#state, trigger);
  }

  #end(end: LegEnd): void {
    // Closed already only when the media plane went first.
    if (!this.#leg.endpoint.closed) this.#lastStats = this.#leg.endpoint.stats();
    this.#endedAtMs = this.#clock.nowMs();
    this.#move('end');
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
    this.leave();
    this.#keypad.end();
    this.#ending.abort('The call has ended.');
    this.#finished = this.#finish(end);
  }

  /** Lets playback and recording report first, so that the end of the call is the last one hears of it. */
  async #finish(end: CallEndFacts): Promise<void> {
    await this.#activities.settled();
    if (this.direction === 'outbound' && this.#answeredAtMs === undefined) {
      this.#publish({ type: 'call.failed', ...end });
    } else this.#publish({ type: 'call.ended', durationMs: this.durationMs, ...end });
    this.events.close();
    this.#hangupCallbacks.runAll(end);
  }

  #publish(event: CallEventBody): void {
    this.#publishStarted();
    this.events.publish({
      id: randomId<'event'>(),
      callId: this.id,
      timestamp: this.#clock.date().toISOString(),
      ...event,
    });
  }

  #publishStarted(): void {
    if (this.#started) return;
    this.#started = true;
    this.#publish({ type: 'call.started', direction: this.direction, caller: this.caller, called: this.called });
  }

  #conferenceNamed(name: string): Conference {
    const { conferences } = this.#options;
    if (conferences) return conferences.open(name);
    throw new OssicleError('UNSUPPORTED', 'This call cannot join by name; give `conferences` in its options.');
  }

  #requireLive(): void {
    if (this.#state === 'ended') throw this.#closed();
  }

  #requireAnswered(what: string): void {
    this.#requireLive();
    if (this.#state !== 'ringing') return;
    throw new OssicleError('INVALID_STATE', `A call must be answered before it can ${what}.`);
  }

  #closed(): OssicleError {
    return new OssicleError('CLOSED', 'The call has ended.', { details: { callId: this.id } });
  }

  #report(message: string, error: unknown): void {
    this.#logger.error(message, { callId: this.id, error: errorMessage(error) });
  }
}
