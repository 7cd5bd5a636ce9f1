/** What is read out of a text once, where the same texts are read over and over. Pure: it holds nothing but what the text says. */
export { remembered } from './remembered';
