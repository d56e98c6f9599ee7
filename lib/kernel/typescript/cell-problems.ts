/**
 * TypeScript's errors in a cell, in the order in which a person would fix them.
 *
 * One cause has many effects: a variable from a cell that wasn't run makes every use of it an error, and a line of
 * Python causes seven. Causes come first, missing names become one problem, and errors that follow from either are
 * counted but not shown.
 */
import type * as ts from 'typescript-6';
import { brandHints, type Types } from './branded-types';
import { mayBeOwn, memberHint, moduleHint, nameHint } from './name-hints';
import { pythonHint } from './python-syntax';

/** A problem that the kernel itself found in a cell. */
export interface Diagnostic {
  readonly code: number;
  readonly messageText: string;
  readonly start: Place;
  readonly end: Place;
}

/** A place in a cell; both 0-based. */
export interface Place {
  line: number;
  character: number;
}

/** One problem in a cell. */
export interface Problem {
  /** TypeScript's error number. */
  code: number;
  message: string;
  /** Reasons and hints, one per line. */
  notes: string[];
  start: Place;
  end: Place;
}

/** All problems in a cell. */
export interface CellProblems {
  /** The cause comes first. */
  problems: Problem[];
  /** Number of others that repeat these or follow from them. */
  more: number;
}

/** Related to a diagnostic's file, and the position in it. */
type Found = ts.DiagnosticWithLocation;

/** `Cannot find name 'x'`, with and without a suggestion. */
const UNKNOWN_NAMES = new Set([2304, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 18004]);
const UNKNOWN_MODULES = new Set([2305, 2307, 2614, 2724, 2792, 7016]);
/** `implicitly has an 'any' type`, because the type it derives from is unknown. */
const OF_UNKNOWN_TYPE = new Set([2347, 7005, 7006, 7019, 7031, 7034, 7053, 18046]);
/** Errors in emitting the types of a cell's variables, which fails if those are wrong. */
const isOfDeclarations = ({ code }: Found) => code >= 4000 && code < 5000;
const FORGOTTEN_AWAIT = 2773;
/** `This JSX tag requires 'React' to be in scope, but it could not be found.` */
const NO_JSX_FACTORY = 2874;
const JSX_HINT =
  'Import it, or name a function of yours that makes elements: `/** @jsx name */` at the start of the cell.';
/** `The parser expected to find a '}' to match the '{' token here.` */
const OPEN_BRACKET = 1007;
/** TypeScript's notes that repeat a message or point into a file that isn't open. */
const SAYS_LITTLE = /declared here|expected type comes from|also declared/;
/** The advice about names that earlier cells may declare. */
export const RUN_ABOVE = / Run the cells above first if they declare .*\.$/;
/** Maximum number of unknown names listed. */
const LISTED_NAMES = 8;

/** Problems found by the kernel itself, unchanged. */
export function problemsAsTold(diagnostics: readonly Diagnostic[]): CellProblems {
  const problems = diagnostics.map(({ code, messageText, start, end }) => ({
    code,
    message: messageText,
    notes: [],
    start,
    end,
  }));
  return { problems, more: 0 };
}

/**
 * @param diagnostics those in the cell's file, in text order
 * @param code the cell's code; its file may have more text after it
 */
export function cellProblems(
  diagnostics: readonly ts.Diagnostic[],
  code: string,
  types: Types,
): CellProblems {
  const found = diagnostics.filter((d): d is Found => d.file === types.cell);
  if (found.length === 0) return { problems: diagnostics.map(problemElsewhere), more: 0 };
  const syntax = types.program.getSyntacticDiagnostics(types.cell);
  const python = ofPython(syntax, code);
  if (python.length > 0) return { problems: python, more: Math.max(0, found.length - python.length) };
  if (syntax.length > 0) return folded(withoutLast(syntax, code), found.length, types);

  const names = found.filter((d) => UNKNOWN_NAMES.has(d.code));
  const modules = found.filter((d) => UNKNOWN_MODULES.has(d.code));
  const isAlone = found.every(isOfDeclarations);
  const others = found.filter(
    (d) => !names.includes(d) && !modules.includes(d) && (isAlone || !isOfDeclarations(d)),
  );
  const causes = others.filter((d) => !OF_UNKNOWN_TYPE.has(d.code));
  const statementOf = ({ start }: Found) => types.cell.statements.findIndex(({ end }) => start < end);
  const torn = new Set(causes.map(statementOf));
  const own =
    names.length + modules.length > 0
      ? causes
      : others.filter((d) => causes.includes(d) || !torn.has(statementOf(d)));
  const { problems } = folded([...modules, ...own], found.length, types);
  if (names.length > 0) problems.splice(modules.length > 0 ? 1 : 0, 0, unknownNames(names));
  return { problems, more: found.length - problems.length };
}

/** From another file, although only the cell is checked. */
function problemElsewhere({ code, messageText, file }: ts.Diagnostic): Problem {
  const [message = '', ...notes] = messagesOf(messageText);
  const start = { line: 0, character: 0 };
  return { code, message: file ? `${file.fileName}: ${message}` : message, notes, start, end: start };
}

/** Lines of Python that TypeScript can't parse, one problem per construct. */
function ofPython(syntax: readonly Found[], code: string): Problem[] {
  const lines = code.split('\n');
  const problems = new Map<string, Problem>();
  for (const diagnostic of syntax) {
    const line = linesAt(diagnostic, lines).find((n) => pythonHint(lines[n]!) !== undefined);
    if (line === undefined) continue;
    const text = lines[line]!;
    const hint = pythonHint(text)!;
    if (problems.has(hint)) continue;
    problems.set(hint, {
      code: diagnostic.code,
      message: hint,
      notes: [],
      start: { line, character: text.search(/\S/) },
      end: { line, character: text.trimEnd().length },
    });
  }
  return [...problems.values()];
}

/** The line of an error, and the previous line if the error is at the start of a line: something is missing there. */
function linesAt(diagnostic: Found, lines: readonly string[]): number[] {
  const { line, character } = placeOf(diagnostic).start;
  const isFirst = character === 0 || line >= lines.length || /^\s*$/.test(lines[line]!.slice(0, character));
  const before = lines.slice(0, line).join('\n').trimEnd().split('\n').length - 1;
  return [line, ...(isFirst ? [before] : [])].filter((n) => n >= 0 && n < lines.length);
}

/**
 * If the cell ends too early, one error instead of those about the text after it: at the unclosed bracket, or at the
 * last character.
 */
function withoutLast(syntax: readonly Found[], code: string): Found[] {
  const end = code.trimEnd().length;
  const inside = syntax.filter(({ start }) => start < end);
  const beyond = syntax.filter(({ start }) => start >= end);
  const [first] = beyond;
  if (!first) return inside;
  const open = beyond.find((d) => d.relatedInformation?.some(({ code: id }) => id === OPEN_BRACKET));
  const bracket = open?.relatedInformation?.find(({ code: id }) => id === OPEN_BRACKET);
  if (open && bracket?.start !== undefined) {
    return [...inside, { ...open, start: bracket.start, length: bracket.length ?? 1 }];
  }
  return inside.length > 0 ? inside : [{ ...first, start: Math.max(end - 1, 0), length: 1 }];
}

/** Removes repeated messages. */
function folded(found: readonly Found[], all: number, types: Types): CellProblems {
  const problems = new Map<string, Problem>();
  for (const diagnostic of found) {
    const problem = problemOf(diagnostic, types);
    const key = `${problem.code} ${problem.message}`;
    if (!problems.has(key)) problems.set(key, problem);
  }
  return { problems: [...problems.values()], more: all - problems.size };
}

function problemOf(diagnostic: Found, types: Types): Problem {
  const [message = '', ...reasons] = messagesOf(diagnostic.messageText);
  const brand = brandHints([message, ...reasons], textAt(diagnostic), types);
  const notes = brand.length > 0 ? brand : reasons;
  const said = (diagnostic.relatedInformation ?? []).flatMap(({ messageText }) => messagesOf(messageText));
  notes.push(...new Set(said.filter((text) => !SAYS_LITTLE.test(text))));
  if (isForgottenAwait(diagnostic, [message, ...reasons])) notes.push("Did you forget to use 'await'?");
  const [, member, type] = /^Property '(.+)' does not exist on type '(.+?)'\./.exec(message) ?? [];
  const hint = diagnostic.code === 2339 && member && type && memberHint(member, type);
  if (hint) notes.push(hint);
  const [, wanted] = /^Cannot find module '([^']+)'/.exec(message) ?? [];
  const about = wanted && moduleHint(wanted);
  if (about) notes.push(about);
  if (diagnostic.code === NO_JSX_FACTORY) notes.push(JSX_HINT);
  return { code: diagnostic.code, message, notes, ...placeOf(diagnostic) };
}

/** A message followed by its reasons, one per line. */
function messagesOf(text: string | ts.DiagnosticMessageChain): string[] {
  if (typeof text === 'string') return [text];
  return [text.messageText, ...(text.next ?? []).flatMap(messagesOf)];
}

/** A promise used where its value is expected, unless TypeScript already says so. */
function isForgottenAwait({ relatedInformation = [] }: Found, messages: readonly string[]): boolean {
  if (relatedInformation.some(({ code }) => code === FORGOTTEN_AWAIT)) return false;
  return messages.some(
    (text) =>
      /\b(Type|Argument of type|on type|types) 'Promise<|and 'Promise</.test(text) &&
      !/to (parameter of )?type '(Promise|PromiseLike)</.test(text),
  );
}

/** Combines all unknown names in a cell into one problem. */
function unknownNames(found: readonly Found[]): Problem {
  const [first] = found as [Found];
  const hints: string[] = [];
  const ofCells: string[] = [];
  const names = new Set<string>();
  for (const diagnostic of found) {
    const name = textAt(diagnostic);
    if (names.has(name)) continue;
    names.add(name);
    const hint = nameHint(name) ?? assignedHint(diagnostic, name);
    if (hint) hints.push(hint);
    if (!hint || (mayBeOwn(name) && !hint.startsWith('To declare'))) ofCells.push(name);
    const [, meant] = /Did you mean '(.+)'\?/.exec(messagesOf(diagnostic.messageText)[0]!) ?? [];
    if (meant && !hint && found.length > 1) hints.push(`Did you mean '${meant}' in place of '${name}'?`);
  }
  const message =
    names.size === 1
      ? messagesOf(first.messageText)[0]!.replace(/ Do you need .*/, '')
      : `Cannot find names ${listed([...names].map((name) => `'${name}'`))}.`;
  const what = names.size === 1 ? 'it' : ofCells.length === names.size ? 'them' : listed(ofCells);
  const run = ofCells.length > 0 ? ` Run the cells above first if they declare ${what}.` : '';
  return { code: first.code, message: message + run, notes: hints, ...placeOf(first) };
}

/** `x = 1` where no `x` is declared. */
function assignedHint({ file, start, length }: Found, name: string): string | undefined {
  const before = file.text.slice(file.text.lastIndexOf('\n', start) + 1, start);
  const isAssigned = /^\s*$/.test(before) && /^[ \t]*=[^=>]/.test(file.text.slice(start + length));
  return isAssigned ? `To declare it: \`const ${name} = …\`, or \`let\` if it changes.` : undefined;
}

function textAt({ file, start, length }: Found): string {
  return file.text.slice(start, start + length);
}

/** `a, b and c`. */
function listed(names: readonly string[]): string {
  if (names.length === 1) return names[0]!;
  if (names.length > LISTED_NAMES) {
    return `${names.slice(0, LISTED_NAMES).join(', ')} and ${names.length - LISTED_NAMES} more`;
  }
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function placeOf({ file, start, length }: Found): { start: Place; end: Place } {
  const at = (position: number) => file.getLineAndCharacterOfPosition(position);
  return { start: at(start), end: at(start + length) };
}
