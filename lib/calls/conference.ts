import { OssicleError } from '../core/index.js';
import type { MediaPlane, RtpEndpoint, Session } from '../media/index.js';

/** A room in which every member hears all the others. Opened by `Conferences.open`, closed by its last member. */
export class Conference {
  readonly name: string;
  readonly #createSession: () => Session;
  #session: Session | undefined;
  #closed = false;
  readonly #members = new Set<RtpEndpoint>();
  readonly #onEmpty: () => void;

  /** For `Conferences`. */
  constructor(name: string, createSession: () => Session, onEmpty: () => void) {
    this.name = name;
    this.#createSession = createSession;
    this.#onEmpty = onEmpty;
  }

  /** How many are in it now. */
  get memberCount(): number {
    return this.#members.size;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Moves an endpoint in; a Call does this in `join`. @throws OssicleError CLOSED after the last member left. */
  admit(endpoint: RtpEndpoint): void {
    if (this.closed) throw new OssicleError('CLOSED', `The conference '${this.name}' is over; open it again.`);
    this.#session ??= this.#createSession();
    endpoint.moveTo(this.#session);
    this.#members.add(endpoint);
  }

  /** Moves an endpoint to `home`, or forgets it when it is closed; a Call does this in `leave`. */
  release(endpoint: RtpEndpoint, home: Session): void {
    if (!this.#members.delete(endpoint)) return;
    if (!endpoint.closed && !home.closed) endpoint.moveTo(home);
    if (this.#members.size > 0) return;
    this.#closed = true;
    this.#onEmpty();
    this.#session?.close();
  }
}

/** The conferences of one media plane, by name. */
export class Conferences {
  readonly #plane: MediaPlane;
  readonly #open = new Map<string, Conference>();

  constructor(plane: MediaPlane) {
    this.#plane = plane;
  }

  /** The conference of that name; a new one when nobody is in it. */
  open(name: string): Conference {
    const existing = this.#open.get(name);
    if (existing) return existing;
    const conference = new Conference(
      name,
      () => this.#plane.createSession(),
      () => this.#open.delete(name),
    );
    this.#open.set(name, conference);
    return conference;
  }

  get size(): number {
    return this.#open.size;
  }
}
