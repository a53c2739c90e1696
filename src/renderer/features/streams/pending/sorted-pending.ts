import type { PendingFilter } from '#shared/contract/pending.ts';
import { engineNow } from '../../../lib/engine.ts';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { Sort } from '../../../ui/data-grid/columns.ts';
import type { RowRange } from '../../../ui/data-grid/row-source.ts';
import { DeliveryTimes, isShownAlike, rowsOf, type PendingRow } from './pending-rows.ts';

/** How many were looked at for an order, and what there is beside them. */
export interface SortedCounts {
  scanned: number;
  matched: number;
  total: number;
}

export type PendingSort = Sort<'idle' | 'deliveries'>;

interface SortedRequest {
  connectionId: string;
  key: Uint8Array;
  group: Uint8Array;
  filter: PendingFilter;
  by: PendingSort['columnId'];
  direction: PendingSort['direction'];
}

/** The pending entries that are first by a figure, all of them here. They change places when they are read again. */
export class SortedPendingRows extends ArrayRowSource<PendingRow> {
  readonly #request: SortedRequest;
  readonly #onCounts: (counts: SortedCounts) => void;
  readonly #ended = new AbortController();
  readonly #times = new DeliveryTimes();
  #loading = false;
  #isFirst = true;
  #problem: string | null = null;
  #told: RowRange | undefined;
  rows: readonly PendingRow[] = [];

  constructor(request: SortedRequest, onCounts: (counts: SortedCounts) => void) {
    super(row => row.id, isShownAlike);
    this.#request = request;
    this.#onCounts = onCounts;
    void this.refresh();
  }

  close(): void {
    this.#ended.abort();
  }

  override range(): RowRange {
    return (this.#told ??= {
      ...super.range(),
      loading: this.#loading && this.#isFirst,
      problem: this.#problem,
    });
  }

  async refresh(): Promise<void> {
    const { signal } = this.#ended;
    if (this.#loading || signal.aborted) return;
    this.#loading = true;
    try {
      const page = await engineNow().pending.sorted(this.#request, { signal });
      this.rows = rowsOf(page, this.#times);
      this.#problem = null;
      this.#onCounts(page);
    } catch (error) {
      if (signal.aborted) return;
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.#loading = false;
    this.#isFirst = false;
    this.#told = undefined;
    this.replace(this.rows);
    this.rows = this.rows.map((row, position) => this.at(position) ?? row);
  }
}
