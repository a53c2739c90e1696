import type { HostServices } from '#engine/host-services.ts';
import type { HostEvent } from './host-link.ts';

/** What an engine tells its host, and no answer is waited for. */
export type HostEvents = Pick<
  HostServices,
  'pipelinesRunning' | 'pipelineEnded' | 'themeChanged' | 'showFile'
>;

/** The same as messages. */
export function hostEvents(heard: (event: HostEvent) => void): Required<HostEvents> {
  return {
    pipelinesRunning: running => heard({ type: 'pipelines', running }),
    pipelineEnded: end => heard({ type: 'pipeline ended', ...end }),
    themeChanged: theme => heard({ type: 'theme', theme }),
    showFile: path => heard({ type: 'show file', path }),
  };
}
