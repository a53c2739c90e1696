import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// What one test left on the page would hear what happens in the next one: all of them share a document.
afterEach(cleanup);
