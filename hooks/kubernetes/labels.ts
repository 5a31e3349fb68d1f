const NAME = /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

/** A DNS subdomain of at most 253 characters, as the API server checks names and the prefixes of keys (RFC 1123). */
export function isSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => DNS_LABEL.test(part));
}

/** The key of a label or taint: a name, after an optional DNS subdomain and `/`. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf('/');
  const prefix = slash === -1 ? undefined : text.slice(0, slash);
  return NAME.test(text.slice(slash + 1)) && (prefix === undefined || isSubdomain(prefix));
}

/** The value of a label or taint, which may be empty. */
export function isLabelValue(text: string): boolean {
  return text === '' || NAME.test(text);
}
