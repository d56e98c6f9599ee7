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
  type Captured,
  type CellEnd,
  captureOutput,
  clearOutput,
  DISPLAY,
  type DisplayData,
  display,
  inNotebook,
  type MimeBundle,
  type NotebookOutput,
  printLimit,
  updateDisplay,
} from './display';
