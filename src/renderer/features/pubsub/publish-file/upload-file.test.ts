import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { UPLOAD_CHUNK_BYTES } from '#shared/contract/uploads.ts';
import { link } from '../../../lib/engine.ts';
import { createJob } from '../../../lib/job.ts';
import { uploadFile, type UploadProgress } from './upload-file.ts';

const discarded: string[] = [];
let arrive: (offset: number) => void;

beforeEach(() => {
  discarded.length = 0;
  arrive = () => {};
  const uploads = {
    begin: () => Promise.resolve({ uploadId: 'u1' }),
    append: ({ offset }: { offset: number }) => Promise.resolve(arrive(offset)),
    discard: ({ uploadId }: { uploadId: string }) => Promise.resolve(void discarded.push(uploadId)),
  };
  const state = {
    phase: 'connected',
    client: { uploads } as never,
    generation: 1,
    restarted: false,
  } as const;
  vi.spyOn(link, 'getState').mockReturnValue(state);
});
afterEach(() => void vi.restoreAllMocks());

const file = new File([new Uint8Array(2 * UPLOAD_CHUNK_BYTES + 1)], 'clicks.jsonl');

it('tells how far it is, and its name once the file is there whole', async () => {
  const job = createJob<UploadProgress>();
  const seen: (number | undefined)[] = [];
  job.subscribe(({ progress }) => seen.push(progress?.uploaded));
  expect(await job.getState().start(() => uploadFile(file))).toEqual({ uploaded: file.size, uploadId: 'u1' });
  expect(seen).toEqual(expect.arrayContaining([UPLOAD_CHUNK_BYTES, 2 * UPLOAD_CHUNK_BYTES, file.size]));
  expect(discarded).toEqual([]);
});

it.each([0, UPLOAD_CHUNK_BYTES, 2 * UPLOAD_CHUNK_BYTES])(
  'leaves nothing at the engine when it is left while the piece at %i is on its way',
  async left => {
    const job = createJob<UploadProgress>();
    arrive = offset => offset === left && job.getState().leave();
    expect(await job.getState().start(() => uploadFile(file))).toBeNull();
    expect(discarded).toEqual(['u1']);
  },
);

it('leaves nothing there when the engine cannot take it, and says why', async () => {
  const job = createJob<UploadProgress>();
  arrive = offset => {
    if (offset > 0) throw new Error('The disk is full.');
  };
  await job.getState().start(() => uploadFile(file));
  expect(job.getState().error?.message).toBe('The disk is full.');
  expect(discarded).toEqual(['u1']);
});
