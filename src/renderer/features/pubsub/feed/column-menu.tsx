import { ArrowDown, ArrowUp, MoreVertical, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '../../../lib/actions.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/menu.tsx';
import { fieldPathText } from './field-path.ts';
import type { FieldColumn, LookControl } from './look-store.ts';
import type { SortControl } from './use-sort.ts';

interface ColumnMenuProps {
  column: FieldColumn;
  looking: LookControl;
  sorting: SortControl;
}

/** What can be done with the column of a field. */
export function ColumnMenu({ column, looking, sorting }: ColumnMenuProps) {
  const { id, title, path } = column;
  const [renaming, setRenaming] = useState(false);
  const remove = () => looking.removeColumn(id);
  useAction({
    id: `pubsub.column.${id}`,
    title: `Remove the column ${title}`,
    group: 'Pub/Sub',
    run: remove,
  });
  const hint = sorting.canSort ? '' : ' (pause to sort)';
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`Column ${title}`}
            className="ml-auto rounded-sm p-0.5 text-muted hover:bg-hover hover:text-text"
          >
            <MoreVertical size={12} aria-hidden />
          </button>
        }
      >
        <p className="mono max-w-64 truncate px-2 py-1 text-[11px] text-muted">{fieldPathText(path)}</p>
        <MenuItem
          icon={<ArrowUp size={13} aria-hidden />}
          disabled={!sorting.canSort}
          onSelect={() => sorting.by(id, 'ascending')}
        >
          Sort ascending{hint}
        </MenuItem>
        <MenuItem
          icon={<ArrowDown size={13} aria-hidden />}
          disabled={!sorting.canSort}
          onSelect={() => sorting.by(id, 'descending')}
        >
          Sort descending{hint}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Pencil size={13} aria-hidden />} onSelect={() => setRenaming(true)}>
          Rename…
        </MenuItem>
        <MenuItem icon={<Trash2 size={13} aria-hidden />} onSelect={remove}>
          Remove the column
        </MenuItem>
      </Menu>
      <Dialog open={renaming} onClose={() => setRenaming(false)} title={`Rename the column ${title}`}>
        {renaming && (
          <RenameForm
            title={title}
            onDone={next => {
              if (next !== null) looking.renameColumn(id, next);
              setRenaming(false);
            }}
          />
        )}
      </Dialog>
    </>
  );
}

function RenameForm({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const [text, setText] = useState(title);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={event => {
        event.preventDefault();
        if (text.trim() !== '') onDone(text.trim());
      }}
    >
      <TextField label="Title" value={text} onValue={setText} />
      <div className="flex justify-end gap-2">
        <Button onClick={() => onDone(null)}>Cancel</Button>
        <Button variant="primary" type="submit" disabled={text.trim() === ''}>
          Rename
        </Button>
      </div>
    </form>
  );
}
