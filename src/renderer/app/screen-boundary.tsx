import { Component, type ReactNode } from 'react';
import { ErrorPanel } from '../ui/error-panel.tsx';

interface ScreenBoundaryProps {
  title: string;
  children: ReactNode;
}

/** Keeps the frame, and with it the way to every other screen, when a screen breaks. */
export class ScreenBoundary extends Component<ScreenBoundaryProps, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="m-auto w-full max-w-[560px] p-6">
        <ErrorPanel
          what={`${this.props.title} cannot be shown.`}
          error={{ message: error.message, detail: { stack: error.stack ?? '' } }}
          onRetry={() => this.setState({ error: null })}
        />
      </div>
    );
  }
}
