import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Colours a text, or leaves it alone. */
export type Paint = (style: Style, text: string) => string;

/** Colours if they are welcome. Whether they are was decided before, so styleText is not to decide again. */
export function paintFor(colours: boolean): Paint {
  return (style, text) => (colours && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}
