import type { ComponentProps } from 'react';
import type { Decoded } from '#shared/contract/decoding.ts';
import { chainText } from '../../lib/decodings.ts';
import { Button } from '../button.tsx';
import { Tag } from '../tag.tsx';

interface DecodingButtonProps extends Omit<ComponentProps<typeof Button>, 'children' | 'look'> {
  decoded: Decoded | undefined;
  /** What it was chosen for; null: it is a guess. */
  chosenFor: string | null;
}

/** Says what a payload was decoded as, and opens the choice: the trigger of a `DecodingMenu`. */
export function DecodingButton({ decoded, chosenFor, ...rest }: DecodingButtonProps) {
  return (
    <Button variant="quiet" className="h-6! px-1!" {...rest}>
      <span className="sr-only">Decode as: </span>
      <Tag tone={chosenFor === null ? 'plain' : 'accent'}>
        {decoded ? chainText(decoded.steps) : '…'}
      </Tag>{' '}
      <span className="text-muted">{chosenFor === null ? 'auto' : `chosen for ${chosenFor}`}</span>
    </Button>
  );
}
