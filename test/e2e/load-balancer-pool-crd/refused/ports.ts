import { inEach } from '../../crd/refused.ts';
import type { Fault, Refused } from '../../crd/refused.ts';

const reversed = 'endPort is not below port, and a single port needs no endPort';
const overlapping =
  'the ranges of one list do not overlap, so each port of a protocol is in one of them only';

const noSuchPort = 'there is no such port';
const numbers: readonly Fault[] = [
  {
    name: 'with port 0',
    why: noSuchPort,
    value: [{ port: 0 }],
    want: /\[0\]\.port in body should be greater than or equal to 1/,
  },
  {
    name: 'with port 65536',
    why: noSuchPort,
    value: [{ port: 65536 }],
    want: /\[0\]\.port in body should be less than or equal to 65535/,
  },
  {
    name: 'with endPort 0',
    why: noSuchPort,
    value: [{ port: 1, endPort: 0 }],
    want: /\[0\]\.endPort in body should be greater than or equal to 1/,
  },
  {
    name: 'with endPort 65536',
    why: noSuchPort,
    value: [{ port: 1, endPort: 65536 }],
    want: /\[0\]\.endPort in body should be less than or equal to 65535/,
  },
  {
    name: 'with half a port',
    why: noSuchPort,
    value: [{ port: 80.5 }],
    want: /\[0\]\.port in body must be of type int/,
  },
  {
    name: 'with a name',
    why: 'only ports of pods have names',
    value: [{ port: 'http' }],
    want: /\[0\]\.port in body must be of type integer/,
  },
];

const slip = 'the two say the same, so one of them was meant to be another';
const ranges: readonly Fault[] = [
  {
    name: 'with a reversed range',
    why: 'it holds no port',
    value: [{ port: 90, endPort: 80 }],
    want: reversed,
  },
  {
    name: 'with a port twice',
    why: slip,
    value: [{ port: 80 }, { port: 443 }, { port: 80 }],
    want: overlapping,
  },
  {
    name: 'with a range twice',
    why: slip,
    value: [
      { port: 80, endPort: 90 },
      { port: 80, endPort: 90 },
    ],
    want: overlapping,
  },
  {
    name: 'with a port inside a range',
    why: slip,
    value: [{ port: 8080 }, { port: 8000, endPort: 8999 }],
    want: overlapping,
  },
  {
    name: 'with one port in two ranges',
    why: slip,
    value: [
      { port: 80, endPort: 90 },
      { port: 90, endPort: 99 },
    ],
    want: overlapping,
  },
  {
    name: 'with a port of one protocol and of all',
    why: 'all protocols include the one',
    value: [{ port: 53, protocol: 'UDP' }, { port: 53 }],
    want: overlapping,
  },
  {
    name: 'with a port of one protocol twice',
    why: slip,
    value: [
      { port: 53, protocol: 'UDP' },
      { port: 50, endPort: 59, protocol: 'UDP' },
    ],
    want: overlapping,
  },
];

const shapes: readonly Fault[] = [
  {
    name: 'with a protocol in lower case',
    why: 'Services write it in upper case',
    value: [{ port: 80, protocol: 'tcp' }],
    want: /\[0\]\.protocol: Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP"/,
  },
  {
    name: 'without any range',
    why: 'it reads as no port at all, while no list means every port',
    value: [],
    want: /Ports in body should have at least 1 items/,
  },
  {
    name: 'with 65 ranges',
    why: 'what the rule on overlaps costs is bounded',
    value: Array.from({ length: 65 }, (_, index) => ({ port: index + 1 })),
    want: /Too many: 65: must have at most 64 items/,
  },
  {
    name: 'without port',
    why: 'endPort alone is no range',
    value: [{ endPort: 80 }],
    want: /\[0\]\.port: Required value/,
  },
  {
    name: 'as bare numbers',
    why: 'a range is an object, as in a NetworkPolicy',
    value: [80],
    want: /\[0\] in body must be of type object/,
  },
  {
    name: 'with a misspelt field',
    why: 'without it the range would be one port',
    value: [{ port: 80, endport: 90 }],
    want: /unknown field "spec\.\w+Ports\[0\]\.endport"/,
  },
];

/** Port ranges that hold no port, or one twice. */
export const ports: readonly Refused[] = inEach(
  ['allowedPorts', 'reservedPorts'],
  [...numbers, ...ranges, ...shapes],
);
