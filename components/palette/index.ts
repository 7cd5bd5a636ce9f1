export { PaletteOpener } from './palette-opener';
