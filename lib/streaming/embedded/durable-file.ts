/** A file that only grows, by whole writes that are on disk when they are done. */
import { type FileHandle, open } from 'node:fs/promises';

export class DurableFile {
  #size: number;
  #broken: unknown;

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    size: number,
  ) {
    this.#size = size;
  }

  /** Continues a file; its name must be durable already. */
  static async open(path: string): Promise<DurableFile> {
    const handle = await open(path, 'a');
    const { size } = await handle.stat();
    return new DurableFile(path, handle, size);
  }

  /** Bytes of the whole writes so far. */
  get size(): number {
    return this.#size;
  }

  /**
   * Appends the bytes and flushes them. If that fails, the file is as before. If it can't be made as before, or a flush
   * has failed (after which the system may have dropped what it hadn't written), every later write fails as well.
   */
  async write(bytes: Uint8Array): Promise<void> {
    const before = this.#size;
    await this.append(bytes);
    try {
      await this.flush();
    } catch (error) {
      await this.#cutTo(before);
      throw error;
    }
  }

  /** Appends the bytes: they outlive this process at once, and a power failure after the next flush. Fails as `write`. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      await this.handle.writeFile(bytes);
      this.#size += bytes.length;
    } catch (error) {
      await this.#cutTo(this.#size);
      throw error;
    }
  }

  /** Makes durable what has been appended. Fails as `write`. */
  async flush(): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      await this.handle.datasync();
    } catch (error) {
      this.#broken = error;
      throw error;
    }
  }

  /** What comes next must not follow half a record. */
  async #cutTo(size: number): Promise<void> {
    this.#size = size;
    await this.handle.truncate(size).catch((cause) => {
      this.#broken ??= cause;
    });
  }

  /** Whether a write has failed in such a way that none will succeed. */
  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
