/** Types of what the kernel adds to the global scope, see `dialogs.ts`. */
export const CELL_GLOBALS = `
/** Asks in the notebook and waits for the answer; an empty one means the default. */
declare function prompt(message?: string, defaultValue?: string, options?: { password?: boolean }): string;
/** Asks in the notebook; true for \`y\`. */
declare function confirm(message?: string): boolean;
/** Shows a message in the notebook until Enter is pressed. */
declare function alert(message?: string): void;
`;
