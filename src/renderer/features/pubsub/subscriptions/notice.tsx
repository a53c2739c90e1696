import type { ReactNode } from 'react';

const tones = {
  pending: 'bg-pending-bg text-pending',
  danger: 'bg-danger-bg text-danger',
};

interface NoticeProps {
  tone?: keyof typeof tones;
  /** Interrupts who hears the page read to them. */
  urgent?: boolean;
  children: ReactNode;
}

/** A line above the messages: something that has to be known while they are looked at. */
export function Notice({ tone = 'pending', urgent = false, children }: NoticeProps) {
  return (
    <div
      role={urgent ? 'alert' : 'status'}
      className={`flex flex-none flex-wrap items-center gap-2 border-b border-line px-3 py-1.5 ${tones[tone]}`}
    >
      {children}
    </div>
  );
}
