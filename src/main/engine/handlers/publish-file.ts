import type { EngineHandlers } from '#shared/contract/index.ts';
import type { FileSource } from '#shared/contract/publish-file.ts';
import type { Connections } from '../connections/connections.ts';
import { checkFile } from '../publish-file/file-check.ts';
import { FileRun } from '../publish-file/file-run.ts';
import type { ByteSource } from '../files/byte-source.ts';
import { openFile } from '../files/open-file.ts';
import type { Uploads } from '../uploads/uploads.ts';
import type { PageJobs } from '../jobs/page-jobs.ts';

export function uploadHandlers(uploads: Uploads): EngineHandlers['uploads'] {
  return {
    begin: async ({ size }, { page, signal }) => {
      const uploadId = await uploads.begin(page.id, size);
      // The page may have gone while the file was made.
      if (signal.aborted) await uploads.discard(page.id, uploadId);
      return { uploadId };
    },
    append: ({ uploadId, offset, chunk }, { page }) => uploads.append(page.id, uploadId, offset, chunk),
    discard: ({ uploadId }, { page }) => uploads.discard(page.id, uploadId),
  };
}

/** @param recordingPath where a recording of a name lies */
export function publishFileHandlers(
  connections: Connections,
  uploads: Uploads,
  jobs: PageJobs,
  recordingPath: (name: string) => string,
): EngineHandlers['publishFile'] {
  const open = async (source: FileSource, pageId: string): Promise<ByteSource> =>
    source.kind === 'upload' ? uploads.open(pageId, source.uploadId) : openFile(recordingPath(source.name));
  return {
    async *check({ source }, { page, signal }) {
      const file = await open(source, page.id);
      try {
        yield* checkFile(file, signal);
      } finally {
        await file.close();
      }
    },
    run: ({ connectionId, jobId, source, ...plan }, { page, signal }) =>
      jobs.follow({ pageId: page.id, jobId, signal }, async () => {
        const connection = connections.get(connectionId);
        const file = await open(source, page.id);
        try {
          return new FileRun(connection, file, plan);
        } catch (error) {
          await file.close();
          throw error;
        }
      }),
  };
}
