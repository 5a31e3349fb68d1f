import type { CoreConfig } from '../config.ts';
import { familyOf } from '../kubernetes/ip-address.ts';
import { PREFIX, REASON_ANNOTATION } from '../kubernetes/keys.ts';
import type { Parsed } from '../kubernetes/parsed.ts';
import { problem } from '../kubernetes/problems.ts';
import type { Problem } from '../kubernetes/problems.ts';
import type { ExposureOptions } from '../kubernetes/service-exposure.ts';
import { ANNOTATIONS } from './annotations.ts';
import type { AnnotationName } from './annotations.ts';
import type { Service, ServiceState } from './observed.ts';
import type { Requested } from './requested.ts';

/** Longer than any sensible text, and short enough to be read quickly. */
const MAX_TEXT = 16_384;

/** More than there are, and few enough for a message about each. */
const MAX_ANNOTATIONS = 32;

function isKnown(name: string): name is AnnotationName {
  return Object.hasOwn(ANNOTATIONS, name);
}

/** The field of the options that an annotation sets, and its value. */
type Setting = readonly [option: string, value: unknown];

function readText(name: string, text: string, { allowedAnnotations }: CoreConfig): Parsed<Setting> {
  const key = `annotation ${PREFIX}${name}`;
  if (!isKnown(name)) return { fault: `${key} is unknown; known are ${Object.keys(ANNOTATIONS).join(', ')}` };
  if (!allowedAnnotations.includes(name)) {
    const allowed = allowedAnnotations.join(', ');
    return { fault: `${key} is not allowed here, only ${allowed} (ALLOWED_ANNOTATIONS); remove it` };
  }
  const { parse, example, option } = ANNOTATIONS[name];
  if (text.length > MAX_TEXT) {
    return { fault: `${key} has ${text.length} characters; at most ${MAX_TEXT} are allowed` };
  }
  const parsed = parse(text);
  if ('value' in parsed) return { value: [option, parsed.value] };
  return { fault: `${key}: "${text}" ${parsed.fault}; a correct value is for example "${example}"` };
}

const HOST_ADDRESSES = { IPv4: '192.0.2.1', IPv6: '2001:db8::1' };

/** The proxies forward only the families of the Service, so an address of another family would be of no use. */
function wrongFamily({ hostIP }: ExposureOptions, { families }: Requested): string[] {
  const family = familyOf(hostIP);
  const [own] = families;
  if (family === undefined || own === undefined || families.includes(family)) return [];
  const what = `annotation ${PREFIX}host-ip: "${hostIP}" is an ${family} address, and the Service has only ${own}`;
  return [`${what}; a correct value is for example "${HOST_ADDRESSES[own]}"`];
}

function readTexts({ metadata }: Service, config: CoreConfig): Parsed<Setting>[] {
  const own = Object.entries(metadata.annotations ?? {})
    .filter(([key]) => key.startsWith(PREFIX) && key !== REASON_ANNOTATION)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (own.length > MAX_ANNOTATIONS) {
    return [
      { fault: `${own.length} annotations begin with ${PREFIX}; at most ${MAX_ANNOTATIONS} are allowed` },
    ];
  }
  return own.map(([key, text]) => readText(key.slice(PREFIX.length), text, config));
}

/**
 * The options in force, from the annotations of a Service. A faulty one never changes what runs: then the last good options
 * stay in force. No options: they were never right, so nothing may run.
 */
export function readOptions(
  { service, exposure }: ServiceState,
  requested: Requested,
  config: CoreConfig,
): { readonly options: ExposureOptions | undefined; readonly problems: readonly Problem[] } {
  const readings = readTexts(service, config);
  const settings = readings.flatMap((reading) => ('value' in reading ? [reading.value] : []));
  const options: ExposureOptions = Object.fromEntries(settings.filter(([option]) => option !== 'enabled'));
  const faults = readings.flatMap((reading) => ('fault' in reading ? reading.fault : []));
  const all = [...faults, ...wrongFamily(options, requested)];
  if (all.length === 0) return { options, problems: [] };
  return { options: exposure?.spec.options, problems: [problem('InvalidAnnotation', all.join('; '))] };
}
