/**
 * Call progress tones by ISO 3166 country code, as ITU-T E.180 Supplement 2 and the administrations list them. A
 * signal is written `frequencies/on,off,on,off…` in Hz and ms: `+` joins sines that sound together, `*` stands between a
 * sine and what modulates its amplitude, a space between sounds that differ; without times it never ends.
 */
// biome-ignore format: one country a line
export const callProgressData = {
  /** What ITU-T E.180 recommends, in the middle of its ranges. */
  itu: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/200,200', callWaiting: '425/200,600,200,3000' },
  ar: { dial: '425', busy: '425/300,200', ringback: '425/1000,4000' },
  at: { dial: '420', busy: '420/400,400', ringback: '420/1000,5000', congestion: '420/200,200', callWaiting: '420/40,1960' },
  au: { dial: '413+438', busy: '425/375,375', ringback: '413+438/400,200,400,2000', callWaiting: '425/200,200,200,4400' },
  be: { dial: '425', busy: '425/500,500', ringback: '425/1000,3000', congestion: '425/167,167', callWaiting: '1400/175,175,175,3500' },
  bg: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/250,250', callWaiting: '425/150,150,150,4000' },
  br: { dial: '425', busy: '425/250,250', ringback: '425/1000,4000', congestion: '425/250,250,750,250', callWaiting: '425/50,1000' },
  ca: { dial: '350+440', busy: '480+620/500,500', ringback: '440+480/2000,4000', congestion: '480+620/250,250', callWaiting: '440/300,10000' },
  ch: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/200,200', callWaiting: '425/200,200,200,4000' },
  cl: { dial: '400', busy: '400/500,500', ringback: '400/1000,3000', congestion: '400/200,200', callWaiting: '400/250,8750' },
  cn: { dial: '450', busy: '450/350,350', ringback: '450/1000,4000', congestion: '450/700,700', callWaiting: '450/400,4000' },
  co: { dial: '425', busy: '425/250,250', ringback: '425/1000,4000', congestion: '425/100,250,350,250,650,250' },
  cr: { dial: '450', busy: '450/330,330', ringback: '450/1200,4800', congestion: '450/330,330', callWaiting: '450/150,150,150,8000' },
  cz: { dial: '425/330,330,660,660', busy: '425/330,330', ringback: '425/1000,4000', congestion: '425/165,165', callWaiting: '425/330,9000' },
  de: { dial: '425', busy: '425/480,480', ringback: '425/1000,4000', congestion: '425/240,240', callWaiting: '425/200,200,200,5000' },
  dk: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/200,200', callWaiting: '425/200,600,200,3000' },
  ee: { dial: '425', busy: '425/300,300', ringback: '425/1000,4000', congestion: '425/200,200' },
  eg: { dial: '425*50', busy: '425*50/1000,4000', ringback: '425*50/2000,1000', congestion: '425*50/500,500' },
  es: { dial: '425', busy: '425/200,200', ringback: '425/1500,3000', congestion: '425/200,200,200,200,200,600', callWaiting: '425/175,175,175,3500' },
  fi: { dial: '425', busy: '425/300,300', ringback: '425/1000,4000', congestion: '425/200,200', callWaiting: '425/150,150,150,8000' },
  fr: { dial: '440', busy: '440/500,500', ringback: '440/1500,3500', congestion: '440/250,250', callWaiting: '440/300,10000' },
  gb: { dial: '350+440', busy: '400/375,375', ringback: '400+450/400,200,400,2000', congestion: '400/400,350,225,525', callWaiting: '400/100,4000' },
  gr: { dial: '425/200,300,700,800', busy: '425/300,300', ringback: '425/1000,4000', congestion: '425/200,200', callWaiting: '425/150,150,150,8000' },
  hk: { dial: '350+440', busy: '480+620/500,500', ringback: '440+480/400,200,400,3000', congestion: '480+620/250,250' },
  hr: { dial: '425/200,300,700,800', busy: '425/500,500', ringback: '425/1000,4000' },
  hu: { dial: '425', busy: '425/300,300', ringback: '425/1250,3750', congestion: '425/300,300', callWaiting: '425/40,1960' },
  id: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/250,250' },
  ie: { dial: '425', busy: '425/500,500', ringback: '400+450/400,200,400,2000' },
  il: { dial: '414', busy: '414/500,500', ringback: '414/1000,3000', congestion: '414/250,250' },
  in: { dial: '400*25', busy: '400/750,750', ringback: '400*25/400,200,400,2000', congestion: '400/250,250', callWaiting: '400/200,100,200,7500' },
  ir: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/240,240' },
  is: { dial: '425', busy: '425/250,250', ringback: '425/1200,4700', congestion: '425/250,250' },
  it: { dial: '425/200,200,600,1000', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/200,200' },
  jp: { dial: '400', busy: '400/500,500', ringback: '400*16/1000,2000', congestion: '400/500,500' },
  kr: { dial: '350+440', busy: '480+620/500,500', ringback: '440+480/1000,2000', congestion: '480+620/300,200' },
  lt: { dial: '425', busy: '425/350,350', ringback: '425/1000,4000', congestion: '425/200,200', callWaiting: '425/150,150,150,4000' },
  lu: { dial: '425', busy: '425/480,480', ringback: '425/1000,4000', congestion: '425/240,240' },
  mo: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/250,250' },
  mx: { dial: '425', busy: '425/250,250', ringback: '425/1000,4000', congestion: '425/250,250', callWaiting: '425/200,600,200,10000' },
  my: { dial: '425', busy: '425/500,500', ringback: '425/400,200,400,2000', congestion: '425/500,500' },
  nl: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/250,250', callWaiting: '425/500,9500' },
  no: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/200,200', callWaiting: '425/200,600,200,10000' },
  nz: { dial: '400', busy: '400/500,500', ringback: '400+450/400,200,400,2000', congestion: '400/250,250', callWaiting: '400/250,250,250,3250' },
  pa: { dial: '425', busy: '425/320,320', ringback: '425/1200,4650', congestion: '425/320,320', callWaiting: '425/180,180,180,4500' },
  ph: { dial: '425', busy: '480+620/500,500', ringback: '425+480/1000,4000', congestion: '480+620/250,250', callWaiting: '440/300,10000' },
  pl: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/500,500', callWaiting: '425/150,150,150,4000' },
  pr: { dial: '350+440', busy: '480+620/500,500', ringback: '440+480/2000,4000', congestion: '480+620/250,250', callWaiting: '440/300,10000' },
  pt: { dial: '425', busy: '425/500,500', ringback: '425/1000,5000', congestion: '425/200,200' },
  ru: { dial: '425', busy: '425/350,350', ringback: '425/800,3200', congestion: '425/175,175', callWaiting: '425/200,5000' },
  sa: { dial: '425', busy: '425/500,500', ringback: '425/1200,4600', congestion: '425/200,200' },
  se: { dial: '425', busy: '425/250,250', ringback: '425/1000,5000', congestion: '425/250,750', callWaiting: '425/200,500' },
  sg: { dial: '425', busy: '425/750,750', ringback: '425*24/400,200,400,2000', congestion: '425/250,250', callWaiting: '425*24/300,200,300,3200' },
  si: { dial: '425/200,300,700,800', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/250,250' },
  sk: { dial: '425', busy: '425/330,330', ringback: '425/1000,4000', congestion: '425/165,165' },
  th: { dial: '400*50', busy: '400/500,500', ringback: '420/1000,5000', congestion: '400/300,300' },
  tr: { dial: '450', busy: '450/500,500', ringback: '450/2000,4000', congestion: '450/200,200,200,200,200,200,600,200', callWaiting: '450/200,600,200,8000' },
  tw: { dial: '350+440', busy: '480+620/500,500', ringback: '440+480/1000,2000', congestion: '480+620/250,250', callWaiting: '350+440/250,250,250,3250' },
  us: { dial: '350+440', busy: '480+620/500,500', ringback: '440+480/2000,4000', congestion: '480+620/250,250', callWaiting: '440/300,10000' },
  ve: { dial: '425', busy: '425/500,500', ringback: '425/1000,4000', congestion: '425/250,250', callWaiting: '400+450/300,6000' },
  za: { dial: '400*33', busy: '400/500,500', ringback: '400*33/400,200,400,2000', congestion: '400/250,250', callWaiting: '400*33/250,250' },
} as const;

/** Special information tones: ITU-T E.180 section 7, then the North American codes (Telcordia GR-1162). */
export const specialInformationData = {
  itu: '950/330 1400/330 1800/330',
  /** Intercept: the number has changed. */
  ic: '913.8/276 1370.6/276 1776.7/380',
  /** Vacant code: there is no such number. */
  vc: '985.2/380 1370.6/276 1776.7/380',
  /** Reorder, in the local office. */
  roLocal: '913.8/276 1428.5/380 1776.7/380',
  /** Reorder, in a distant office. */
  roDistant: '985.2/276 1370.6/380 1776.7/380',
  /** No circuit, in the local office. */
  ncLocal: '985.2/380 1428.5/380 1776.7/380',
  /** No circuit, in a distant office. */
  ncDistant: '913.8/380 1370.6/380 1776.7/380',
  /** Ineffective, other reasons. */
  io: '913.8/380 1428.5/276 1776.7/380',
  /** For future use. */
  fu: '985.2/276 1428.5/276 1776.7/380',
} as const;
