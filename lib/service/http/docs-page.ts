/** The OpenAPI document as a readable page: plain HTML, no scripts, no external resources. */
import { escapeHtml } from '../../core/html/escape-html';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly nullable?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Operation {
  readonly summary?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses?: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
      }
    >
  >;
}

/** The parts of an OpenAPI document that the page shows. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** A page with a section for each operation. */
export function docsPage({ info, paths = {} }: OpenApi): string {
  const sections = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => section(method, path, operation)),
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title)}</title><link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/page.css"></head>
<body class="docs"><main>
<h1>${escapeHtml(info.title)} <small>${escapeHtml(info.version)}</small></h1>
<p>${escapeHtml(info.description ?? '')} <a href="/docs/openapi.json">OpenAPI document</a> · <a href="/">Home page</a></p>
${sections.join('\n')}
</main></body></html>`;
}

function section(method: string, path: string, operation: Operation): string {
  const { summary = '', parameters = [], requestBody, responses = {}, security } = operation;
  const rows = parameters.map(({ name, in: place, required, description, schema }) =>
    row(name, `${place}${required ? ', required' : ''}`, { ...schema, description }),
  );
  const body = requestBody?.content['application/json']?.schema;
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'));
  const answer = good?.[1].content?.['application/json']?.schema;
  const others = Object.entries(responses)
    .filter(([status]) => !status.startsWith('2'))
    .map(([status, { description }]) => `<li><b>${status}</b> ${escapeHtml(description)}</li>`);
  return `<section><h2><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h2>
<p>${escapeHtml(summary)}${security ? ' Requires the API key in <code>x-api-key</code> if one is set.' : ''}</p>
${table('Parameters', rows)}
${body ? table('Body', fieldRows(body)) : ''}
${answer ? table(`Answer ${good?.[0]}`, fieldRows(answer)) : ''}
${others.length > 0 ? `<ul>${others.join('')}</ul>` : ''}</section>`;
}

function table(caption: string, rows: readonly string[]): string {
  if (rows.length === 0) return '';
  return `<table><caption>${escapeHtml(caption)}</caption><tbody>${rows.join('')}</tbody></table>`;
}

/** The fields of an object and of its nested objects, in dot notation: `ratings[].itemId`. */
function fieldRows(schema: Schema, prefix = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}${field.type === 'array' ? '[]' : ''}`;
    const inner = field.type === 'array' ? field.items : field;
    const needed = schema.required?.includes(name) ? '' : 'optional';
    return [row(path, needed, field), ...(inner?.properties ? fieldRows(inner, `${path}.`) : [])];
  });
}

function row(name: string, where: string, schema: Schema): string {
  const { type = '', description = '', minimum, maximum, nullable } = schema;
  const range = minimum !== undefined && maximum !== undefined ? ` ${minimum} to ${maximum}` : '';
  const choices = schema.enum ? `: ${schema.enum.join(', ')}` : '';
  const fallback = schema.default === undefined ? '' : `, default ${JSON.stringify(schema.default)}`;
  const kind = `${type}${range}${choices}${nullable ? ' or null' : ''}${fallback}`;
  const cells = [where, kind, description].map((text) => `<td>${escapeHtml(text)}</td>`).join('');
  return `<tr><th scope="row"><code>${escapeHtml(name)}</code></th>${cells}</tr>`;
}
