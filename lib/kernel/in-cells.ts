/** What a cell can import from the kernel's package. */

// Two-way channels to the page.
export {
  acceptComms,
  type Comm,
  type CommAttached,
  type CommHandler,
  type CommListener,
  type CommMessage,
  type CommOpening,
  commOwner,
  openComm,
} from './comm';
// Rich output.
export {
  atCellEnd,
  type BroadcastAttached,
  broadcast,
  type Captured,
  type CellEnd,
  captureOutput,
  clearOutput,
  DISPLAY,
  type DisplayData,
  display,
  html,
  inNotebook,
  Markup,
  type MimeBundle,
  md,
  type NotebookOutput,
  printLimit,
  rawHtml,
  svg,
  updateDisplay,
} from './display';
