/** What a scripted caller does once its call is up. */
export type CallStep =
  | { readonly pauseMs: number }
  /** One key by SIP INFO, in either of the two bodies phones send. */
  | { readonly infoKey: string; readonly body?: 'dtmf-relay' | 'dtmf' }
  /** Starts sending a file of raw G.711 in packets of 20 ms; `loops` -1 for ever. */
  | { readonly stream: string; readonly loops: number };

/** Options of {@link callScenario}. */
export interface CallScenarioOptions {
  readonly codec: 'PCMU' | 'PCMA';
  readonly steps: readonly CallStep[];
  /** Who ends the call; `nobody`: the server says BYE and is never answered. */
  readonly endedBy: 'caller' | 'server' | 'nobody';
}

const PAYLOAD_TYPES = { PCMU: 0, PCMA: 8 };

/** A scenario for sipp: one call, the steps, the end. Its media port is what `-mp` says. */
export function callScenario({ codec, steps, endedBy }: CallScenarioOptions): string {
  let cseq = 1;
  const payloadType = PAYLOAD_TYPES[codec];
  const body = [
    'v=0',
    'o=- 1 1 IN IP[local_ip_type] [local_ip]',
    's=-',
    'c=IN IP[media_ip_type] [media_ip]',
    't=0 0',
    `m=audio [rtpstream_audio_port] RTP/AVP ${payloadType}`,
    `a=rtpmap:${payloadType} ${codec}/8000`,
    '',
  ];
  const parts = [
    send(request('INVITE', cseq, ['Content-Type: application/sdp'], body), true),
    '<recv response="100" optional="true"/><recv response="180" optional="true"/>',
    '<recv response="200" rrs="true"/>',
    send(request('ACK', cseq)),
  ];
  for (const step of steps) {
    if ('pauseMs' in step) parts.push(`<pause milliseconds="${step.pauseMs}"/>`);
    else if ('stream' in step) parts.push(streamAction(step.stream, step.loops, payloadType));
    else parts.push(send(infoRequest(++cseq, step.infoKey, step.body ?? 'dtmf-relay'), true), '<recv response="200"/>');
  }
  if (endedBy === 'caller') parts.push(send(request('BYE', ++cseq), true), '<recv response="200"/>');
  else if (endedBy === 'server') parts.push('<recv request="BYE"/>', send(OK_TO_BYE));
  else parts.push('<recv request="BYE"/>', '<pause milliseconds="60000"/>');
  return `<?xml version="1.0" encoding="UTF-8" ?>\n<scenario name="caller">\n${parts.join('\n')}\n</scenario>\n`;
}

const OK_TO_BYE = [
  'SIP/2.0 200 OK',
  '[last_Via:]',
  '[last_From:]',
  '[last_To:]',
  '[last_Call-ID:]',
  '[last_CSeq:]',
  'Content-Length: 0',
  '',
  '',
];

function infoRequest(cseq: number, key: string, body: 'dtmf-relay' | 'dtmf'): string[] {
  const lines = body === 'dtmf' ? [key] : [`Signal=${key}`, 'Duration=160', ''];
  return request('INFO', cseq, [`Content-Type: application/${body}`], lines);
}

function request(
  method: string,
  cseq: number,
  headers: readonly string[] = [],
  body: readonly string[] = [],
): string[] {
  const first = method === 'INVITE' ? 'sip:[service]@[remote_ip]:[remote_port]' : '[next_url]';
  const toTag = method === 'INVITE' ? '' : '[peer_tag_param]';
  return [
    `${method} ${first} SIP/2.0`,
    'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
    ...(method === 'INVITE' ? [] : ['[routes]']),
    'From: <sip:sipp@[local_ip]:[local_port]>;tag=[pid]-[call_number]',
    `To: <sip:[service]@[remote_ip]:[remote_port]>${toTag}`,
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ${method}`,
    'Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>',
    'Max-Forwards: 70',
    ...headers,
    body.length === 0 ? 'Content-Length: 0' : 'Content-Length: [len]',
    '',
    ...(body.length === 0 ? [''] : body),
  ];
}

function send(lines: readonly string[], retransmit = false): string {
  return `<send${retransmit ? ' retrans="500"' : ''}><![CDATA[\n${lines.join('\n')}\n]]></send>`;
}

function streamAction(file: string, loops: number, payloadType: number): string {
  return `<nop><action><exec rtp_stream="${file},${loops},${payloadType}"/></action></nop>`;
}
