/** A file that only grows, by whole writes that are on disk when they are done. */
import { ftruncateSync, writeSync } from 'node:fs';
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

  /** Bytes that are on disk, or have been appended. */
  get size(): number {
    return this.#size;
  }

  /**
   * Appends the bytes and flushes them. If that fails, the file is as before. If it can't be made as before, or a flush
   * has failed (after which the system may have dropped what it hadn't written), every later write fails as well.
   */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    let isWritten = false;
    try {
      await this.handle.writeFile(bytes);
      isWritten = true;
      await this.handle.datasync();
      this.#size += bytes.length;
    } catch (error) {
      if (isWritten) this.#broken = error;
      // What comes next must not follow half a record.
      await this.handle.truncate(this.#size).catch((cause) => {
        this.#broken ??= cause;
      });
      throw error;
    }
  }

  /**
   * Hands the bytes to the system at once: they outlive this process, and a power failure after the next flush. Takes some
   * microseconds, where a way through another thread takes more time than the writing. Fails as `write`; not to be mixed
   * with a `write` under way.
   */
  appendNow(bytes: Uint8Array): void {
    if (this.#broken !== undefined) throw this.#broken;
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.handle.fd, bytes, written);
      this.#size += bytes.length;
    } catch (error) {
      try {
        if (written > 0) ftruncateSync(this.handle.fd, this.#size);
      } catch (cause) {
        this.#broken ??= cause;
      }
      throw error;
    }
  }

  /** Makes durable what has been appended. If that fails, every later write fails as well. */
  async flush(): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      await this.handle.datasync();
    } catch (error) {
      this.#broken = error;
      throw error;
    }
  }

  /** Whether a write has failed in such a way that none will succeed. */
  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
