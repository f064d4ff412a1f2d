import {
  type Attributes,
  ProxyTracerProvider,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from './client.js';
import { eventually, Rig } from './rig.js';

interface Ended {
  readonly name: string;
  readonly attributes: Attributes | undefined;
  readonly failed: boolean;
}

const ended: Ended[] = [];

/** Keeps the spans that end, as an SDK would export them. */
const tracer = {
  startSpan(name: string, options?: { attributes?: Attributes }): Span {
    let failed = false;
    const span = trace.wrapSpanContext({
      traceId: '0'.repeat(31).concat('1'),
      spanId: '0'.repeat(15).concat('1'),
      traceFlags: 1,
    });
    span.setStatus = ({ code }) => {
      failed = code === SpanStatusCode.ERROR;
      return span;
    };
    span.end = () => void ended.push({ name, attributes: options?.attributes, failed });
    return span;
  },
} as Tracer;

beforeAll(() => {
  const provider = new ProxyTracerProvider();
  provider.setDelegate({ getTracer: () => tracer });
  trace.setGlobalTracerProvider(provider);
});
afterAll(() => trace.disable());

describe('OpenTelemetry', () => {
  test('gets a span per command and one per session, with what failed', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    const id = await client.createSession();
    const attributes = { 'ossicle.method': 'session.create' };
    expect(ended.splice(0)).toEqual([{ name: 'control.session.create', attributes, failed: false }]);
    await client.code('session.create');
    expect(ended.splice(0)).toEqual([{ name: 'control.session.create', attributes, failed: true }]);
    await client.result('session.info');
    const ofSession = { 'ossicle.method': 'session.info', 'ossicle.session.id': id };
    expect(ended.splice(0)).toEqual([{ name: 'control.session.info', attributes: ofSession, failed: false }]);
    await client.result('session.destroy');
    await eventually(() => ended.length === 2);
    const [session] = ended.filter(({ name }) => name === 'control.session');
    expect(session?.attributes).toEqual({ 'ossicle.session.id': id });
  });
});
