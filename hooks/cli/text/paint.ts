import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Colours a text, or returns it unchanged. */
export type Paint = (style: Style, text: string) => string;

/** Paints if colours are wanted. The caller has decided that, so styleText must not decide again. */
export function paintFor(colours: boolean): Paint {
  return (style, text) => (colours && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}
