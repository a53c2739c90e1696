import { Copy, Download, Ellipsis, History, Package, Pencil, Plus, Save, Trash2 } from 'lucide-react';
import { IconButton } from '../../../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/menu.tsx';
import type { FileActs } from './file-acts.ts';

interface FileMenuProps {
  /** Null where that cannot be done now. */
  onSave: (() => void) | null;
  onRename: (() => void) | null;
  acts: FileActs;
  onRuns: () => void;
  onRemove: (() => void) | null;
}

/** What can be done with the file as a whole. */
export function FileMenu({ onSave, onRename, acts, onRuns, onRemove }: FileMenuProps) {
  const { onDuplicate, onExport, onBytewax, onAddPipeline } = acts;
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="More of this file">
          <Ellipsis size={15} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem
        icon={<Save size={14} aria-hidden />}
        shortcut="Mod+S"
        disabled={!onSave}
        onSelect={() => onSave?.()}
      >
        Save
      </MenuItem>
      <MenuItem icon={<Pencil size={14} aria-hidden />} disabled={!onRename} onSelect={() => onRename?.()}>
        Rename
      </MenuItem>
      <MenuItem
        icon={<Copy size={14} aria-hidden />}
        disabled={!onDuplicate}
        onSelect={() => onDuplicate?.()}
      >
        Duplicate
      </MenuItem>
      <MenuItem icon={<Download size={14} aria-hidden />} onSelect={onExport}>
        Export
      </MenuItem>
      <MenuItem icon={<Package size={14} aria-hidden />} onSelect={onBytewax}>
        Export as a Bytewax project
      </MenuItem>
      <MenuItem
        icon={<Plus size={14} aria-hidden />}
        disabled={!onAddPipeline}
        onSelect={() => onAddPipeline?.()}
      >
        Add a pipeline to this file
      </MenuItem>
      <MenuItem icon={<History size={14} aria-hidden />} onSelect={onRuns}>
        Runs before
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 size={14} aria-hidden />}
        danger
        disabled={!onRemove}
        onSelect={() => onRemove?.()}
      >
        Remove
      </MenuItem>
    </Menu>
  );
}
