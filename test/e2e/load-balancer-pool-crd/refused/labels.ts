/** What the CRD says of a key of a label or taint. */
export const badKey =
  'a key has at most 63 letters, digits, "-", "_" or ".", starting and ending with a letter or digit, after an optional DNS name and "/", as in role or example.org/role';

/** What the CRD says of a value of a label or taint. */
export const badValue =
  'a value is empty or has letters, digits, "-", "_" or ".", starting and ending with a letter or digit, as in edge';
