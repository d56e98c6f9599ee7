/** Reads `experiment.json`, and refuses what is wrong with the field, its value, and what is allowed. */
import { readFile } from 'node:fs/promises';
import { AjvCompiler } from '@fastify/ajv-compiler';
import { DataError, OptionError } from '../../core/errors';
import { isWellFormed } from '../../core/well-formed';
import { WELL_FORMED } from '../http/well-formed';
import { Allocation } from './allocation';
import { checkExplore } from './bandit/explore-definition';
import { type ExperimentDefinition, INTERLEAVED } from './definition';
import { EXPERIMENT } from './definition-schema';

/** A fault that Ajv has found. */
interface Fault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: { readonly description?: string };
}
type Validate = ((json: unknown) => boolean) & { readonly errors?: readonly Fault[] | null };

let compiled: Validate | undefined;
function validator(): Validate {
  if (compiled) return compiled;
  const formats = { [WELL_FORMED]: isWellFormed };
  const customOptions = { removeAdditional: false, coerceTypes: false, verbose: true, formats } as const;
  const build = AjvCompiler()({}, { customOptions });
  compiled = build({ schema: EXPERIMENT } as unknown as Parameters<typeof build>[0]) as unknown as Validate;
  return compiled;
}

/**
 * Reads a file.
 *
 * @throws DataError that names the field, its value and what is allowed, or says that the file can't be read
 * @example
 * await readDefinition('experiment.json'); // { name: 'svd-or-ease', … }
 */
export async function readDefinition(file: string): Promise<ExperimentDefinition> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new DataError(`${file}: ${why}`, { file });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${file}: this is not valid JSON: ${(error as Error).message}`, { file });
  }
  return checkDefinition(json, file);
}

/**
 * The definition with its defaults.
 * @param given as in the file; isn't changed
 * @param where begins the message: the file
 * @throws DataError that names the field, its value and what is allowed
 */
export function checkDefinition(given: unknown, where = 'experiment'): ExperimentDefinition {
  const json: unknown = structuredClone(given);
  const validate = validator();
  const refuse = (what: string) => new DataError(`${where}: ${what}`);
  if (!validate(json)) throw refuse(inWords(validate.errors![0], json));
  const definition = json as ExperimentDefinition;
  checkNames(definition, refuse);
  checkInterleaving(definition, refuse);
  checkTimes(definition, refuse);
  checkGuardrails(definition, refuse);
  checkExplore(definition.arms, refuse);
  try {
    new Allocation(definition);
  } catch (error) {
    if (error instanceof OptionError) throw refuse(error.message.replace(/^Assignment: /, ''));
    throw error;
  }
  return Object.freeze(definition);
}

type Refuse = (what: string) => DataError;

function checkNames({ arms, shadow }: ExperimentDefinition, refuse: Refuse): void {
  const names = new Set<string>([INTERLEAVED]);
  for (const [field, list] of Object.entries({ arms, shadow })) {
    for (const [n, { name }] of list.entries()) {
      if (names.has(name)) {
        const taken = name === INTERLEAVED ? 'is the name of interleaved lists' : 'is used twice';
        throw refuse(`${field}.${n}.name must be different from the others, got "${name}", which ${taken}`);
      }
      names.add(name);
    }
  }
}

function checkInterleaving({ arms, interleaving, shadow }: ExperimentDefinition, refuse: Refuse): void {
  const named: readonly string[] = interleaving?.arms ?? [];
  for (const [n, name] of named.entries()) {
    if (!arms.some((arm) => arm.name === name)) {
      const all = arms.map((arm) => arm.name).join(', ');
      throw refuse(`interleaving.arms.${n} must be one of ${all}, got "${name}"`);
    }
  }
  if (interleaving && named[0] === named[1]) {
    throw refuse(`interleaving.arms must be two different arms, got "${named[0]}" twice`);
  }
  for (const [n, { name, weight }] of arms.entries()) {
    if (weight > 0 || named.includes(name)) continue;
    throw refuse(`arms.${n}.weight must be above 0, except for arms of interleaving, got ${weight}`);
  }
  if (arms.length === 1 && shadow.length === 0) {
    throw refuse('arms must be at least two, or one with a challenger in shadow, got 1');
  }
}

function checkTimes({ start, end }: ExperimentDefinition, refuse: Refuse): void {
  for (const [field, time] of Object.entries({ start, end })) {
    if (time !== null && Number.isNaN(Date.parse(time))) {
      throw refuse(`${field} must be a time that exists, got "${time}"`);
    }
  }
  if (start !== null && end !== null && Date.parse(end) <= Date.parse(start)) {
    throw refuse(`end must be after start, ${start}, got "${end}"`);
  }
}

function checkGuardrails({ guardrails }: ExperimentDefinition, refuse: Refuse): void {
  for (const [n, { metric }] of guardrails.entries()) {
    if (guardrails.findIndex((other) => other.metric === metric) === n) continue;
    throw refuse(`guardrails.${n}.metric must be different from the others, got "${metric}" again`);
  }
}

/** `arms.0.weight must be >= 0, got -1`. */
function inWords({ instancePath, keyword, message, params, parentSchema }: Fault, json: unknown): string {
  const parts = instancePath.split('/').slice(1);
  const field = parts.join('.');
  const stray = params.additionalProperty ?? params.missingProperty;
  if (stray !== undefined) {
    const whole = field === '' ? `${stray}` : `${field}.${stray}`;
    return keyword === 'required' ? `${whole} is missing` : `there is no field ${whole}`;
  }
  const value = parts.reduce((of, part) => (of as Record<string, unknown>)[part], json);
  const shown = JSON.stringify(value) ?? String(value);
  const got = shown.length > 100 ? `${shown.slice(0, 97)}…` : shown;
  const allowed = params.allowedValues as readonly unknown[] | undefined;
  const described = keyword === 'pattern' ? parentSchema?.description : undefined;
  const must = allowed
    ? `must be one of ${allowed.join(', ')}`
    : described
      ? `must be ${described}`
      : message;
  return `${field === '' ? 'the whole' : field} ${must}, got ${got}`;
}
