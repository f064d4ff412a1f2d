/** Descriptions as the RFCs print them, one constant per example, line ends as given by {@link crlf}. */

/** Joins lines the way they travel. */
export function crlf(...lines: string[]): string {
  return `${lines.join('\r\n')}\r\n`;
}

/** RFC 8866 section 5. */
export const rfc8866Section5 = crlf(
  'v=0',
  'o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1',
  's=Call to John Smith',
  'i=SDP Offer #1',
  'u=http://www.jdoe.example.com/home.html',
  'e=Jane Doe <jane@jdoe.example.com>',
  'p=+1 617 555-6011',
  'c=IN IP4 198.51.100.1',
  't=0 0',
  'm=audio 49170 RTP/AVP 0',
  'm=audio 49180 RTP/AVP 0',
  'm=video 51372 RTP/AVP 99',
  'c=IN IP6 2001:db8::2',
  'a=rtpmap:99 h263-1998/90000',
);

/** RFC 4566 section 5. */
export const rfc4566Section5 = crlf(
  'v=0',
  'o=jdoe 2890844526 2890842807 IN IP4 10.47.16.5',
  's=SDP Seminar',
  'i=A Seminar on the session description protocol',
  'u=http://www.example.com/seminars/sdp.pdf',
  'e=j.doe@example.com (Jane Doe)',
  'c=IN IP4 224.2.17.12/127',
  't=2873397496 2873404696',
  'a=recvonly',
  'm=audio 49170 RTP/AVP 0',
  'm=video 51372 RTP/AVP 99',
  'a=rtpmap:99 h263-1998/90000',
);

/** RFC 3264 section 10.1: the offer of a voice and two video streams. */
export const rfc3264Section10Offer = crlf(
  'v=0',
  'o=alice 2890844526 2890844526 IN IP4 host.anywhere.com',
  's=',
  'c=IN IP4 host.anywhere.com',
  't=0 0',
  'm=audio 49170 RTP/AVP 0',
  'a=rtpmap:0 PCMU/8000',
  'm=video 51372 RTP/AVP 31',
  'a=rtpmap:31 H261/90000',
  'm=video 53000 RTP/AVP 32',
  'a=rtpmap:32 MPV/90000',
);

/** RFC 3264 section 10.2: one of N codecs, with events of telephones. */
export const rfc3264Section102Offer = crlf(
  'v=0',
  'o=alice 2890844526 2890844526 IN IP4 host.anywhere.com',
  's=',
  'c=IN IP4 host.anywhere.com',
  't=0 0',
  'm=audio 62986 RTP/AVP 0 4 18',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:4 G723/8000',
  'a=rtpmap:18 G729/8000',
  'a=inactive',
);

/** RFC 4317 section 2.1: audio and video, several codecs. */
export const rfc4317Section21Offer = crlf(
  'v=0',
  'o=alice 2890844526 2890844526 IN IP4 host.atlanta.example.com',
  's=',
  'c=IN IP4 host.atlanta.example.com',
  't=0 0',
  'm=audio 49170 RTP/AVP 0 8 97',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:97 iLBC/8000',
  'm=video 51372 RTP/AVP 31 32',
  'a=rtpmap:31 H261/90000',
  'a=rtpmap:32 MPV/90000',
);

/** RFC 4317 section 2.4: an audio stream and a stream of telephone events. */
export const rfc4317Section24Offer = crlf(
  'v=0',
  'o=alice 2890844526 2890844526 IN IP4 host.atlanta.example.com',
  's=',
  'c=IN IP4 host.atlanta.example.com',
  't=0 0',
  'm=audio 49170 RTP/AVP 97',
  'a=rtpmap:97 iLBC/8000',
  'm=audio 49172 RTP/AVP 98',
  'a=rtpmap:98 telephone-event/8000',
  'a=sendonly',
);

/** RFC 4317 section 3.1: hold. */
export const rfc4317Section31Hold = crlf(
  'v=0',
  'o=bob 2808844564 2808844565 IN IP4 host.biloxi.example.com',
  's=',
  'c=IN IP4 host.biloxi.example.com',
  't=0 0',
  'm=audio 49170 RTP/AVP 0 97',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:97 iLBC/8000',
  'a=sendonly',
);

/** RFC 4317 section 2.2: a second audio codec set by the answerer. */
export const rfc4317Section21Answer = crlf(
  'v=0',
  'o=bob 2808844564 2808844564 IN IP4 host.biloxi.example.com',
  's=',
  'c=IN IP4 host.biloxi.example.com',
  't=0 0',
  'm=audio 49174 RTP/AVP 0',
  'a=rtpmap:0 PCMU/8000',
  'm=video 49170 RTP/AVP 32',
  'a=rtpmap:32 MPV/90000',
);

/** What a desk phone sends, with every attribute offer/answer looks at. */
export const deskPhoneOffer = crlf(
  'v=0',
  'o=- 20518 1 IN IP4 203.0.113.7',
  's=-',
  'c=IN IP4 203.0.113.7',
  'b=AS:84',
  't=0 0',
  'm=audio 54400 RTP/AVP 96 9 8 0 101 100',
  'b=TIAS:64000',
  'a=rtpmap:96 OPUS/48000/2',
  'a=fmtp:96 maxplaybackrate=16000; useinbandfec=1;usedtx=1',
  'a=rtpmap:9 G722/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-16',
  'a=rtpmap:100 telephone-event/48000',
  'a=ptime:40',
  'a=maxptime:60',
  'a=rtcp:54500 IN IP4 203.0.113.8',
  'a=rtcp-mux',
);
