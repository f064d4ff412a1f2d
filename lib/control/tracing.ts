import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';

/** Spans go to whatever OpenTelemetry SDK the process has set up; without one they cost next to nothing. */
const tracer = trace.getTracer('ossicle');

/** The span of a session's whole life. */
export function sessionSpan(sessionId: string): Span {
  return tracer.startSpan('control.session', { attributes: { 'ossicle.session.id': sessionId } });
}

/** Runs a command in a span of its own, which takes down its failure. */
export async function inCommandSpan<T>(
  method: string,
  sessionId: string | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const attributes = { 'ossicle.method': method, ...(sessionId && { 'ossicle.session.id': sessionId }) };
  const span = tracer.startSpan(`control.${method}`, { attributes });
  try {
    return await context.with(trace.setSpan(context.active(), span), run);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    span.end();
  }
}
