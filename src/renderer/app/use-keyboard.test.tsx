import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { renderPage, setUpPage } from '../../../test/support/page.tsx';
import { useAction } from '../lib/actions.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { Select } from '../ui/select.tsx';
import { useKeyboard } from './use-keyboard.ts';

setUpPage();

const options = [
  { value: 'cel', label: 'CEL' },
  { value: 'text', label: 'Text' },
] as const;

function Leave({ id, outermost = false, run }: { id: string; outermost?: boolean; run: () => void }) {
  useAction({ id, title: id, group: 'Test', shortcut: 'Escape', outermost, run });
  return null;
}

function Screen({ onSlash, inside = null }: { onSlash: () => void; inside?: React.ReactNode }) {
  useKeyboard();
  useAction({ id: 'test.slash', title: 'Filter', group: 'Test', shortcut: '/', run: onSlash });
  const [language, setLanguage] = useState<'cel' | 'text'>('cel');
  return (
    <>
      <Select label="Language" value={language} onValue={setLanguage} options={options} />
      <input aria-label="Name" />
      {inside}
    </>
  );
}

it('runs an action by its key, but not where text is typed', async () => {
  const slash = vi.fn<() => void>();
  const { user } = renderPage(<Screen onSlash={slash} />);
  await user.keyboard('/');
  expect(slash).toHaveBeenCalledTimes(1);
  await user.type(screen.getByRole('textbox', { name: 'Name' }), '/');
  expect(slash).toHaveBeenCalledTimes(1);
});

it('runs it also after a list of choices was open, chosen from, closed with Esc or passed with Tab', async () => {
  const slash = vi.fn<() => void>();
  const { user } = renderPage(<Screen onSlash={slash} />);
  const list = screen.getByRole('combobox', { name: 'Language' });
  await user.click(list);
  await user.click(await screen.findByRole('option', { name: 'Text' }));
  expect(list.textContent).toBe('Text');
  list.blur();
  await user.keyboard('/');
  expect(slash).toHaveBeenCalledTimes(1);

  await user.click(list);
  await screen.findByRole('listbox');
  await user.keyboard('{Escape}');
  list.blur();
  await user.keyboard('/');
  expect(slash).toHaveBeenCalledTimes(2);

  await user.tab();
  await user.tab();
  await user.tab();
  await user.keyboard('/');
  expect(slash).toHaveBeenCalledTimes(3);
});

it('leaves keys to a list, a menu or a dialog while it is open', async () => {
  const slash = vi.fn<() => void>();
  const menu = (
    <Menu trigger={<button type="button">More</button>}>
      <MenuItem onSelect={() => {}}>One</MenuItem>
    </Menu>
  );
  const { user, show } = renderPage(<Screen onSlash={slash} inside={menu} />);
  await user.click(screen.getByRole('combobox', { name: 'Language' }));
  await screen.findByRole('listbox');
  await user.keyboard('/');
  await user.keyboard('{Escape}');
  await user.click(screen.getByRole('button', { name: 'More' }));
  await screen.findByRole('menu');
  await user.keyboard('/');
  await user.keyboard('{Escape}');
  show(
    <Screen
      onSlash={slash}
      inside={
        <Dialog open onClose={() => {}} title="Sure?">
          <button type="button">Yes</button>
        </Dialog>
      }
    />,
  );
  await screen.findByRole('dialog');
  await user.keyboard('/');
  expect(slash).not.toHaveBeenCalled();
});

it('nothing behind a dialog is done, whatever the keys', async () => {
  const undo = vi.fn<() => void>();
  function Undo() {
    useAction({ id: 'test.undo', title: 'Undo', group: 'Test', shortcut: 'Mod+Z', run: undo });
    return null;
  }
  const { user, show } = renderPage(<Screen onSlash={() => {}} inside={<Undo />} />);
  await user.keyboard('{Control>}z{/Control}');
  expect(undo).toHaveBeenCalledTimes(1);
  const dialog = (
    <Dialog open onClose={() => {}} title="Sure?">
      <button type="button">Yes</button>
    </Dialog>
  );
  const inside = (
    <>
      <Undo />
      {dialog}
    </>
  );
  show(<Screen onSlash={() => {}} inside={inside} />);
  await screen.findByRole('dialog');
  await user.keyboard('{Control>}z{/Control}');
  expect(undo).toHaveBeenCalledTimes(1);
});

it('Esc leaves what is inside before it leaves the screen, whichever came first', async () => {
  const [screenLeft, paneClosed] = [vi.fn<() => void>(), vi.fn<() => void>()];
  const leave = <Leave id="screen" outermost run={screenLeft} />;
  const view = (pane: React.ReactNode) => (
    <Screen
      onSlash={() => {}}
      inside={
        <>
          {leave}
          {pane}
        </>
      }
    />
  );
  const { user, show } = renderPage(view(null));
  show(view(<Leave id="pane" run={paneClosed} />));
  await user.keyboard('{Escape}');
  expect(paneClosed).toHaveBeenCalledTimes(1);
  expect(screenLeft).not.toHaveBeenCalled();
  const searchClosed = vi.fn<() => void>();
  show(
    view(
      <>
        <Leave id="pane" run={paneClosed} />
        <Leave id="search" run={searchClosed} />
      </>,
    ),
  );
  await user.keyboard('{Escape}');
  expect(searchClosed).toHaveBeenCalledTimes(1);
  expect(paneClosed).toHaveBeenCalledTimes(1);
  show(view(null));
  await user.keyboard('{Escape}');
  expect(screenLeft).toHaveBeenCalledTimes(1);
});

it('selects the text of a field with Mod+A, not the rows of a table', async () => {
  const all = vi.fn<() => void>();
  function All() {
    useAction({ id: 'test.all', title: 'Select all', group: 'Test', shortcut: 'Mod+A', run: all });
    return null;
  }
  const { user } = renderPage(<Screen onSlash={() => {}} inside={<All />} />);
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'alice{Control>}a{/Control}');
  expect(all).not.toHaveBeenCalled();
  screen.getByRole('textbox', { name: 'Name' }).blur();
  await user.keyboard('{Control>}a{/Control}');
  expect(all).toHaveBeenCalledTimes(1);
});
