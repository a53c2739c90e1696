/** What a source or a sink reaches outside of the pipeline: shown before an imported file is started. */
export interface Touches {
  hosts: string[];
  paths: string[];
  keys: string[];
  channels: string[];
}

/** Where a sink writes what others may read as events. */
export interface Sent {
  /** The member of the sink that names it. */
  member: 'key' | 'channel';
  name: string;
}
