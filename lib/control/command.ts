import type { MethodName, MethodParams, MethodResult } from '../protocol/control/index.js';
import type { ControlSession, SessionOwner } from './control-session.js';
import type { ControlServices } from './services.js';
import type { SessionBindings } from './session-bindings.js';
import type { SessionRegistry } from './session-registry.js';

/** What every command works with. */
export interface ConnectionContext {
  readonly services: ControlServices;
  readonly registry: SessionRegistry;
  /** The connection that the request came on, as it takes events. */
  readonly client: SessionOwner;
  /** The sessions of that connection. */
  readonly bindings: SessionBindings;
}

/** What a command on a session works with. */
export interface SessionContext extends ConnectionContext {
  /** The session meant; alive when the command begins. No other command works on it meanwhile. */
  readonly session: ControlSession;
}

type Answer<Name extends MethodName> = MethodResult<Name> | Promise<MethodResult<Name>>;

/** A command that works without a session. */
export interface ConnectionCommand<Name extends MethodName = MethodName> {
  readonly method: Name;
  readonly needsSession: false;
  run(context: ConnectionContext, params: MethodParams<Name>): Answer<Name>;
}

/** A command on a session. Failures are thrown as CommandError. */
export interface SessionCommand<Name extends MethodName = MethodName> {
  readonly method: Name;
  readonly needsSession: true;
  /** Whether it waits until no other command works on the session, and fails when the session has ended. */
  readonly takesTurn: boolean;
  run(context: SessionContext, params: MethodParams<Name>): Answer<Name>;
}

/** Any command, its parameters unknown: what a table of commands holds. */
export type Command = ConnectionCommand | SessionCommand;

/** Makes a command that works without a session. */
export function connectionCommand<Name extends MethodName>(method: Name, run: ConnectionCommand<Name>['run']): Command {
  return { method, needsSession: false, run } as unknown as Command;
}

/** Makes a command on a session. */
export function sessionCommand<Name extends MethodName>(
  method: Name,
  run: SessionCommand<Name>['run'],
  options: { readonly takesTurn?: boolean } = {},
): Command {
  return { method, needsSession: true, takesTurn: options.takesTurn ?? true, run } as unknown as Command;
}
