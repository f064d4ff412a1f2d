// Drives a media server, on this machine or another, by the typed client: plays a file to a phone that speaks plain RTP,
// presses a key, records, and ends when the phone presses #. The server needs a directory of files to play:
//   npx ossicle serve --media-dir sounds --recordings recordings
//   node examples/media-client.mjs PHONE:PORT greeting.wav "$PWD/recordings/call.wav" [ws://127.0.0.1:9100]
import { ControlClient } from 'ossicle/control';

const [phone = '', source = '', file_path = '', url = 'ws://127.0.0.1:9100'] = process.argv.slice(2);
const [address, port] = phone.split(':');
// What the phone can do, as an SDP; its answer says where the server listens.
const sdp = ['v=0', `c=IN IP4 ${address}`, `m=audio ${port} RTP/AVP 0 101`, 'a=rtpmap:101 telephone-event/8000', ''];

const client = await ControlClient.connect(url, { token: process.env.OSSICLE_CONTROL_TOKEN });
const session = await client.createSession();
const events = session.events();

const offer = { sdp: sdp.join('\r\n') };
const { endpoint_id, sdp_answer } = await session.request('endpoint.create_from_offer', offer);
console.log(`the phone sends to UDP port ${/^m=audio (\d+)/m.exec(sdp_answer)[1]}`);

const { recording_id } = await session.request('recording.start', { file_path, format: 'wav' });
await session.request('endpoint.create_with_file', { source });

for await (const { event, data } of events) {
  if (event === 'endpoint.file.finished') {
    console.log(`the file ended: ${data.error ?? data.reason}`);
    await session.request('endpoint.dtmf.inject', { endpoint_id, digit: '1' });
  }
  if (event === 'dtmf') console.log(`the phone pressed ${data.digit}`);
  if (event === 'dtmf' && data.digit === '#') break;
}

const { duration_ms } = await session.request('recording.stop', { recording_id });
console.log(`recorded ${(duration_ms / 1000).toFixed(1)} s: ${file_path}`);
await session.destroy();
await client.close();
