/**
 * A converter that survives TypeScript's own failures. Code nested thousands of levels deep overflows its stack and may
 * leave it in any state, and so does a stop that ends a long check: so it is loaded again, with the declarations of the
 * cells so far.
 */
import { Interrupted } from '../stop/interrupted';
import { forgetTypeScript } from './compiler';
import { type ConverterOptions, createProjectConverter, type ProjectConverter } from './converter';

/** Like {@link createProjectConverter}. A failed `convert` throws; completion and inspection find nothing. */
export function createLastingConverter(options: ConverterOptions = {}): ProjectConverter {
  const kept: string[] = [];
  const modules = new Map<string, string>();
  let inner: ProjectConverter | undefined;
  /** Stays so if a stop ends the work. */
  let isAtWork = false;

  function converter(): ProjectConverter {
    if (inner) return inner;
    const made = createProjectConverter(options);
    for (const declarations of kept) made.addDeclarations(declarations);
    for (const [name, code] of modules) made.addModule(name, code); // may be stopped, and then begins again
    inner = made;
    return made;
  }

  function forget(): void {
    inner = undefined;
    forgetTypeScript();
  }

  function surviving<T>(work: (converter: ProjectConverter) => T, failed: (error: Error) => T): T {
    if (isAtWork) forget();
    isAtWork = true;
    try {
      return work(converter());
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      forget();
      return failed(error as Error);
    } finally {
      isAtWork = false;
    }
  }

  const explain = (error: Error): never => {
    throw new Error(
      `TypeScript failed on this cell: ${error.message}. Is its code nested very deeply? Earlier cells are kept.`,
    );
  };

  return {
    convert: (code) => surviving((c) => c.convert(code), explain),
    keep: (cell, unreached) => {
      const declarations = surviving((c) => c.keep(cell, unreached), explain);
      if (declarations) kept.push(declarations);
      return declarations;
    },
    addDeclarations: (declarations) => {
      kept.push(declarations);
      inner?.addDeclarations(declarations);
    },
    addModule: (name, code) => {
      const added = surviving((c) => c.addModule(name, code), explain);
      if (added.output !== '') modules.set(name, code);
      return added;
    },
    compileSource: (path) => surviving((c) => c.compileSource(path), explain),
    complete: (code, position) =>
      surviving(
        (c) => c.complete(code, position),
        () => ({ start: position, end: position, candidates: [] }),
      ),
    inspect: (code, position) =>
      surviving(
        (c) => c.inspect(code, position),
        () => undefined,
      ),
    close: () => inner?.close(),
  };
}
