/** A file as it is read: from anywhere, in pieces. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes; fewer or none at the end of the file. The buffer is the caller's own. */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}
